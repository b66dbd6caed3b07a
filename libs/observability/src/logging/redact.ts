const REPLACEMENT = '[redacted]';
const MAX_DEPTH = 6;

/** Field names whose value is never logged, whatever it is; compared without case, dashes and underscores. */
const SECRET_NAMES = new Set(
  [
    'password',
    'passwd',
    'passwordhash',
    'secret',
    'clientsecret',
    'webhooksecret',
    'token',
    'accesstoken',
    'refreshtoken',
  ].concat(
    [
      'leasetoken',
      'authorization',
      'proxyauthorization',
      'cookie',
      'setcookie',
      'apikey',
      'xapikey',
      'privatekey',
      'privatepem',
    ],
    ['hmackey', 'buskey', 'parameters', 'payload', 'databaseurl', 'busdatabaseurl', 'amqpurl', 'adminpassword'],
    ['anthropicapikey', 'openaiapikey', 'perplexityapikey', 'smtpurl', 'sealed'],
  ),
);

/** Texts that are secrets wherever they stand. Each pattern is linear: no repetition inside a repetition. */
const SECRET_TEXTS: readonly (readonly [RegExp, string])[] = [
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, REPLACEMENT],
  [/\bcdr_[A-Za-z0-9]{1,64}_[\w-]+/g, REPLACEMENT],
  [/\b(?:sk|whsec)[-_][\w+/=-]{12,}/g, REPLACEMENT],
  [/\b(Bearer|Basic) [\w.~+/=-]{6,}/gi, `$1 ${REPLACEMENT}`],
  [/([a-z]:\/\/)[^\s/@"']{1,512}@/gi, `$1${REPLACEMENT}@`],
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g, REPLACEMENT],
];

/** A copy in which every field with a secret's name is blanked and every error is plain data. */
export function redactFields(fields: Record<string, unknown>): Record<string, unknown> {
  return redactObject(fields, 0);
}

/** The text with everything that looks like a secret blanked. */
export function redactText(text: string): string {
  return SECRET_TEXTS.reduce((redacted, [pattern, replacement]) => redacted.replace(pattern, replacement), text);
}

function redactObject(fields: object, depth: number): Record<string, unknown> {
  const redacted: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    redacted[name] = isSecretName(name) && value !== undefined ? REPLACEMENT : redactValue(value, depth + 1);
  }
  return redacted;
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth > MAX_DEPTH) return '[deep]';
  if (value instanceof Error) return describeError(value, depth);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  if (Buffer.isBuffer(value)) return `[${value.length} bytes]`;
  return redactObject(value, depth);
}

function describeError(error: Error, depth: number): Record<string, unknown> {
  const code: unknown = 'code' in error ? error.code : undefined;
  return {
    type: error.name,
    ...(code !== undefined && { code }),
    message: error.message,
    stack: error.stack,
    ...(error.cause !== undefined && { cause: redactValue(error.cause, depth + 1) }),
  };
}

function isSecretName(name: string): boolean {
  return SECRET_NAMES.has(name.replace(/[-_]/g, '').toLowerCase());
}
