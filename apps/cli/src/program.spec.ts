import { runCommand } from './testing/run-command';

/** Nothing listens on the discard port. */
const NOBODY = 'postgres://127.0.0.1:9/cadre';

describe('cadre', () => {
  it('helps when asked, which is no mistake', async () => {
    const { exitCode, out } = await runCommand(['doctor', 'verify', '--help']);
    expect(exitCode).toBe(0);
    expect(out).toContain('--journal <file>');
  });

  it.each([
    ['no command', []],
    ['an unknown command', ['docter']],
    ['an unknown option', ['doctor', 'verify', '--jason']],
    ['a number that is none', ['doctor', 'verify', '--recovery-seconds', 'soon']],
    ['no database', ['doctor', 'verify']],
  ])('exits 2 and says why for %s', async (_, args) => {
    const { exitCode, out, err } = await runCommand(args);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).not.toBe('');
  });

  it('exits 2 for a variable that is wrong, naming it', async () => {
    const { exitCode, err } = await runCommand(['doctor', 'verify'], { DATABASE_URL: 'mysql://x/y' });
    expect(exitCode).toBe(2);
    expect(err).toMatch(/^cadre: DATABASE_URL must be /);
  });

  it.each([
    ['the option', ['doctor', 'verify', '--database-url', NOBODY], {}],
    ['the environment', ['doctor', 'verify'], { DATABASE_URL: NOBODY }],
  ])('exits 5 with one line when the database of %s does not answer', async (_, args, env) => {
    const { exitCode, out, err } = await runCommand(args, env);
    expect([exitCode, out]).toEqual([5, '']);
    expect(err).toMatch(/^cadre: .+\n$/);
  });
});
