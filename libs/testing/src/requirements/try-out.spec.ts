import { tryOut } from './try-out';

describe('trying out a program', () => {
  it('finds that it works', () => {
    expect(tryOut('sh', '-c', 'true')).toEqual({ state: 'works' });
  });

  it('tells one that is missing from one that is there and does not work', () => {
    expect(tryOut('no-such-program')).toEqual({ state: 'missing' });
    expect(tryOut('sh', '-c', 'echo "not permitted\nhere" >&2; exit 1')).toEqual({
      state: 'broken',
      why: 'not permitted',
    });
    expect(tryOut('sh', '-c', 'exit 3')).toEqual({ state: 'broken', why: 'it ended with code 3' });
    expect(tryOut('sh', '-c', 'kill -9 $$')).toEqual({ state: 'broken', why: 'it ended with SIGKILL' });
    expect(tryOut('/')).toMatchObject({ state: 'broken', why: expect.stringContaining('EACCES') });
  });
});
