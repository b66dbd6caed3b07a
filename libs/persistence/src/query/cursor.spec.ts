import { createHmac } from 'node:crypto';
import { CursorCodec, InvalidCursorError } from './cursor';

const hash = (key: string) => (purpose: string, content: string | Buffer) =>
  createHmac('sha256', key).update(purpose).update(content).digest('hex');
const codec = new CursorCodec(hash('k'), 'tasks');
const LIST = { filter: { team: 'a', since: new Date(0) }, sort: 'x' };

describe('a cursor', () => {
  it('leads back to its place in the same list, however the list is written', () => {
    const cursor = codec.encode({ value: '7', id: '42' }, LIST);
    expect(codec.decode(cursor, { sort: 'x', filter: { since: new Date(0), team: 'a' } })).toEqual({
      value: '7',
      id: '42',
    });
  });

  it.each([
    ['another list', (cursor: string) => codec.decode(cursor, { ...LIST, sort: 'y' })],
    ['another kind of list', (cursor: string) => new CursorCodec(hash('k'), 'dlq').decode(cursor, LIST)],
    ['another installation', (cursor: string) => new CursorCodec(hash('other'), 'tasks').decode(cursor, LIST)],
    ['no cursor', () => codec.decode('', LIST)],
    ['an unsigned one', (cursor: string) => codec.decode(cursor.split('.')[0] ?? '', LIST)],
    ['an altered one', (cursor: string) => codec.decode(`A${cursor}`, LIST)],
  ])('is refused by %s', (_what, decode) => {
    expect(() => decode(codec.encode({ value: null, id: '1' }, LIST))).toThrow(InvalidCursorError);
  });
});
