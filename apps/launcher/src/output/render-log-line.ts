/** Levels that a person should see at once. */
const LOUD = new Set(['warn', 'error', 'fatal']);
const OWN_FIELDS = new Set([
  'level',
  'time',
  'service',
  'role',
  'shard',
  'msg',
  'err',
  'stack',
  'trace_id',
  'correlation_id',
]);
const MAX_LENGTH = 400;

/** What a person sees of one JSON log line of a service; null for what only belongs into the file. */
export function renderLogLine(service: string, line: string): string | null {
  // Most lines are routine; they are not worth parsing.
  if (!/"level":"(warn|error|fatal)"/.test(line)) return null;
  const entry = parse(line);
  if (entry === null || !LOUD.has(String(entry['level']))) return null;
  const text = [
    clock(entry['time']),
    String(entry['level']).padEnd(5),
    `${service}:`,
    String(entry['msg']),
    ...details(entry),
  ].join(' ');
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}

function details(entry: Record<string, unknown>): string[] {
  const fields = Object.entries(entry).filter(([name]) => !OWN_FIELDS.has(name));
  const shown = fields.map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const reason = reasonOf(entry['err']);
  return [...(reason === null ? [] : [`(${reason})`]), ...shown];
}

function reasonOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const { code, message } = error as { code?: unknown; message?: unknown };
  return [code, message].filter((part) => typeof part === 'string' && part !== '').join(': ') || null;
}

function clock(time: unknown): string {
  return typeof time === 'string' ? time.slice(11, 19) : '';
}

function parse(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
