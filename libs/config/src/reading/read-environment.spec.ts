import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../config.error';
import { integer, onOff, text } from './kinds';
import { readEnvironment, type Environment } from './read-environment';
import { optional, required, setting } from './setting';

const schema = {
  port: setting('CADRE_PORT', integer(1, 65_535), 3_000, 'port'),
  limit: setting('LIMIT', onOff, true, 'limit'),
  secret: optional('CADRE_SECRET', text, 'a secret', { secret: true }),
  url: required('URL_OF_DATABASE', text, 'the database'),
};
const complete: Environment = { URL_OF_DATABASE: 'x' };

function problemsOf(env: Environment): readonly string[] {
  try {
    readEnvironment(schema, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('readEnvironment', () => {
  it('reads what is set and falls back where nothing is', () => {
    expect(readEnvironment(schema, { ...complete, CADRE_PORT: '8080' })).toEqual({
      port: 8080,
      limit: true,
      secret: undefined,
      url: 'x',
    });
  });

  it('takes an empty variable for an unset one', () => {
    expect(readEnvironment(schema, { ...complete, CADRE_PORT: '', LIMIT: '' })).toMatchObject({
      port: 3_000,
      limit: true,
    });
    expect(problemsOf({ URL_OF_DATABASE: '' })).toEqual(['URL_OF_DATABASE is required: the database']);
  });

  it('gives settings nobody can change', () => {
    expect(Object.isFrozen(readEnvironment(schema, complete))).toBe(true);
  });

  it('lists all mistakes at once, each with the variable and the rule', () => {
    expect(problemsOf({ CADRE_PORT: '70000', LIMIT: 'yes' })).toEqual([
      'CADRE_PORT must be a whole number from 1 to 65535, not "70000"',
      'LIMIT must be on or off, not "yes"',
      'URL_OF_DATABASE is required: the database',
    ]);
  });

  it('names the variable that was probably meant', () => {
    expect(problemsOf({ ...complete, CADRE_PROT: '1' })).toEqual([
      'CADRE_PROT is not a setting; did you mean CADRE_PORT?',
    ]);
    expect(problemsOf({ ...complete, CADRE_ENTIRELY_OTHER: '1' })).toEqual(['CADRE_ENTIRELY_OTHER is not a setting']);
  });

  it("leaves alone what belongs to others: foreign variables and other services' ones", () => {
    expect(problemsOf({ ...complete, PATH: '/bin' })).toEqual([]);
    expect(readEnvironment(schema, { ...complete, CADRE_OTHER: '1' }, ['CADRE_OTHER'])).toMatchObject({ url: 'x' });
  });
});

describe('a secret', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cadre-config-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('may stand in a file, with a line end', () => {
    const file = join(folder, 'secret');
    writeFileSync(file, 'hidden\n');
    expect(readEnvironment(schema, { ...complete, CADRE_SECRET_FILE: file }).secret).toBe('hidden');
  });

  it('must not come twice', () => {
    expect(problemsOf({ ...complete, CADRE_SECRET: 'a', CADRE_SECRET_FILE: '/x' })).toEqual([
      'Set CADRE_SECRET or CADRE_SECRET_FILE, not both',
    ]);
  });

  it('whose file is missing is a mistake that names the file', () => {
    expect(problemsOf({ ...complete, CADRE_SECRET_FILE: join(folder, 'none') })).toEqual([
      `CADRE_SECRET_FILE names ${join(folder, 'none')}, which cannot be read (ENOENT)`,
    ]);
  });

  it('is not repeated in the message about it', () => {
    const secretNumber = { pin: optional('PIN', integer(0, 9), 'a pin', { secret: true }) };
    expect(() => readEnvironment(secretNumber, { PIN: 'hunter2' })).toThrow(/^PIN must be a whole number from 0 to 9$/);
  });
});
