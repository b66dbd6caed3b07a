import fc from 'fast-check';
import { splitAmqp, splitPostgres } from './split-messages';

function postgres(text: string): Buffer {
  const head = Buffer.from('A0000');
  head.writeUInt32BE(Buffer.byteLength(text) + 4, 1);
  return Buffer.concat([head, Buffer.from(text)]);
}

function frame(type: number, content: Buffer): Buffer {
  const head = Buffer.from([type, 0, 1, 0, 0, 0, 0]);
  head.writeUInt32BE(content.length, 3);
  return Buffer.concat([head, content, Buffer.from([0xce])]);
}

const HEARTBEAT = frame(8, Buffer.alloc(0));

/** Basic.Deliver with its content, in bodies of at most ten bytes. */
function delivery(text: string): Buffer {
  const body = Buffer.from(text);
  const header = Buffer.alloc(14);
  header.writeUInt16BE(60, 0);
  header.writeBigUInt64BE(BigInt(body.length), 4);
  const pieces = Array.from({ length: Math.ceil(body.length / 10) }, (_, n) => body.subarray(10 * n, 10 * n + 10));
  return Buffer.concat([
    frame(1, Buffer.from([0, 60, 0, 60, 1])),
    frame(2, header),
    ...pieces.map((piece) => frame(3, piece)),
  ]);
}

/** Fed piece by piece, as a network does. */
function fed(split: typeof splitAmqp, stream: Buffer, pieceBytes: number): Buffer[] {
  const messages: Buffer[] = [];
  let open: Buffer = Buffer.alloc(0);
  for (let from = 0; from < stream.length; from += pieceBytes) {
    const { whole, rest } = split(Buffer.concat([open, stream.subarray(from, from + pieceBytes)]));
    messages.push(...whole);
    open = rest;
  }
  expect(open).toHaveLength(0);
  return messages;
}

describe('splitting what a server says', () => {
  it.each([
    ['PostgreSQL', splitPostgres, postgres],
    ['RabbitMQ', splitAmqp, (text: string) => (text === '' ? HEARTBEAT : delivery(text))],
  ] as const)('finds the messages of a %s, however they are cut', (_, split, encode) => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 40 })), fc.integer({ min: 1, max: 50 }), (texts, pieceBytes) => {
        const messages = texts.map(encode);
        expect(fed(split, Buffer.concat(messages), pieceBytes)).toEqual(messages);
      }),
    );
  });
});
