import * as fc from 'fast-check';
import { packBroadcast, readBroadcastNote, type Announcement } from './broadcast-packing';

function pack(announcements: readonly Announcement[]) {
  let lastId = 0;
  return packBroadcast(announcements, () => `parcel-${(lastId += 1)}`);
}

describe('packBroadcast', () => {
  it('puts small announcements of a topic into one notification', () => {
    const { notes, parcels } = pack([
      { topic: 'a', body: '{"n":1}' },
      { topic: 'b', body: '{"n":2}' },
      { topic: 'a', body: '{"n":3}' },
    ]);
    expect(parcels).toEqual([]);
    expect(notes).toEqual([
      { topic: 'a', text: '{"envelopes":[{"n":1},{"n":3}]}' },
      { topic: 'b', text: '{"envelopes":[{"n":2}]}' },
    ]);
  });

  it('keeps every notification under 8,000 bytes, and the order within a topic', () => {
    const bodies = fc.array(fc.string({ maxLength: 4_000, unit: 'grapheme' }), { maxLength: 12 });
    fc.assert(
      fc.property(bodies, (texts) => {
        const announcements = texts.map((text, n) => ({
          topic: 'a',
          body: JSON.stringify({ n, text: text.repeat(3) }),
        }));
        const { notes, parcels } = pack(announcements);
        expect(Math.max(0, ...notes.map(({ text }) => Buffer.byteLength(text)))).toBeLessThan(8_000);
        const byId = new Map(parcels.map(({ id, body }) => [id, body]));
        const unpacked = notes.flatMap(({ text }) => {
          const note = readBroadcastNote(text);
          if (note === null) return [];
          return 'envelopes' in note ? note.envelopes : [JSON.parse(byId.get(note.parcel) ?? 'null') as unknown];
        });
        expect(unpacked).toEqual(announcements.map(({ body }) => JSON.parse(body) as unknown));
      }),
      { numRuns: 50 },
    );
  });

  it.each(['', 'parcel', '[]', '{"other":1}', '{"parcel":1}'])('reads nothing from %j', (text) => {
    expect(readBroadcastNote(text)).toBeNull();
  });
});
