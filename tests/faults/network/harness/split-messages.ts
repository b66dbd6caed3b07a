/** The whole messages at the start of a stream, and the bytes of one that is not all there yet. */
export interface Split {
  readonly whole: readonly Buffer[];
  readonly rest: Buffer;
}

/** What a PostgreSQL says: a letter, a length that counts itself, and the content. */
export function splitPostgres(stream: Buffer): Split {
  return splitBy(stream, (from) => (stream.length < from + 5 ? undefined : 1 + stream.readUInt32BE(from + 1)));
}

const METHOD = 1;
const HEADER = 2;
const BODY = 3;
const FRAME_BYTES = 8;

/** What a RabbitMQ says: frames; a method, its header and its body belong together when nothing else is between them. */
export function splitAmqp(stream: Buffer): Split {
  return splitBy(stream, (from) => {
    const size = frameAt(stream, from);
    if (size === undefined || stream[from] !== METHOD || !bearsContent(stream, from)) return size;
    const header = frameAt(stream, from + size);
    if (header === undefined) return undefined;
    if (stream[from + size] !== HEADER) return size;
    let left = Number(stream.readBigUInt64BE(from + size + 11));
    let end = from + size + header;
    while (left > 0) {
      const body = frameAt(stream, end);
      if (body === undefined || stream[end] !== BODY) return undefined;
      left -= body - FRAME_BYTES;
      end += body;
    }
    return end - from;
  });
}

/** Basic.Deliver or Basic.Return. */
function bearsContent(stream: Buffer, from: number): boolean {
  return stream.readUInt16BE(from + 7) === 60 && [50, 60].includes(stream.readUInt16BE(from + 9));
}

/** The size of the whole frame; undefined when it is not all there. */
function frameAt(stream: Buffer, from: number): number | undefined {
  if (stream.length < from + 7) return undefined;
  const size = stream.readUInt32BE(from + 3) + FRAME_BYTES;
  return stream.length < from + size ? undefined : size;
}

function splitBy(stream: Buffer, sizeAt: (from: number) => number | undefined): Split {
  const whole: Buffer[] = [];
  let from = 0;
  for (;;) {
    const size = from < stream.length ? sizeAt(from) : undefined;
    if (size === undefined || from + size > stream.length) return { whole, rest: stream.subarray(from) };
    whole.push(stream.subarray(from, from + size));
    from += size;
  }
}
