const LONGEST = 500;

/** What differs between two occurrences of the same failure, and the word that stands for it. Order matters. */
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '<id>'],
  [/\b\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(z|[+-]\d{2}:?\d{2})?/gi, '<time>'],
  [/\b(?=[0-9a-z_-]*\d)[a-z]{2,8}_[0-9a-z_-]{6,}\b/gi, '<id>'],
  [/\b0x[0-9a-f]+\b/gi, '<hex>'],
  [/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,}\b/gi, '<hex>'],
  [/\d+(?:[.,]\d+)*/g, '<n>'],
];

/**
 * The text under which dead letters with the same cause come together: agent, code and the message with ids, times
 * and numbers masked. The caller hashes it.
 */
export function fingerprint(agentId: string, errorCode: string, message: string): string {
  return [agentId, errorCode, normalise(message)].join('\n');
}

function normalise(message: string): string {
  // A message may be 8 kB of text from outside; its beginning tells the cause, and the masks stay cheap.
  const beginning = message.slice(0, 4 * LONGEST).toLowerCase();
  const masked = MASKS.reduce((text, [pattern, word]) => text.replace(pattern, word), beginning);
  return masked.replace(/\s+/g, ' ').trim().slice(0, LONGEST);
}
