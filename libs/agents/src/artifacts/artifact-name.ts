const MAX_BYTES = 255;
const MAX_SEGMENTS = 8;
/** Control characters, and what some file system or header would read as something else. */
// eslint-disable-next-line no-control-regex -- refusing control characters is the point
const REFUSED_CHARACTERS = /[\u0000-\u001f\u007f\\:*?"<>|]/;
const LONE_SURROGATE = /\p{Surrogate}/u;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** Why a file may not bear this name; undefined for a good one, such as `logs/build.log`. */
export function artifactNameProblem(name: string): string | undefined {
  if (name === '') return 'must not be empty';
  if (Buffer.byteLength(name) > MAX_BYTES) return `must not be longer than ${MAX_BYTES} bytes`;
  if (LONE_SURROGATE.test(name) || name.normalize('NFC') !== name)
    return 'must be well-formed Unicode in composed form';
  if (REFUSED_CHARACTERS.test(name)) return 'holds a character that is not allowed';
  if (name.startsWith('/')) return 'must be relative';
  const segments = name.split('/');
  if (segments.length > MAX_SEGMENTS) return `must not have more than ${MAX_SEGMENTS} parts`;
  return segments.map(segmentProblem).find((problem) => problem !== undefined);
}

function segmentProblem(segment: string): string | undefined {
  if (segment === '') return 'has an empty part';
  if (segment === '.' || segment === '..') return 'must not point upwards';
  if (segment.startsWith(' ') || segment.endsWith(' ') || segment.endsWith('.'))
    return 'has a part that starts or ends badly';
  if (RESERVED.test(segment)) return 'is reserved';
  return undefined;
}
