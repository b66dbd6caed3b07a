import { dispatchOf } from '../testing/messages';
import { readNote, writeNote } from './inbox-note';

describe('an inbox note', () => {
  const { envelope } = dispatchOf(1);

  it('reads as it was written', () => {
    expect(readNote(writeNote({ envelope }))).toEqual({ envelope });
    expect(readNote(writeNote({ answers: 7, envelope }))).toEqual({ answers: 7, envelope });
  });

  it.each(['', 'null', '{}', '{"envelope":1}', JSON.stringify({ envelope: { ...envelope, version: 9 } })])(
    'is not %j',
    (text) => {
      expect(readNote(text)).toBeNull();
    },
  );
});
