import { FORBIDDEN_KEYS, JSON_LIMITS } from './json-limits';

/** What a JSON text may not hold although it is JSON. `path` is a JSON Pointer to the place. */
export interface JsonFinding {
  readonly kind: 'forbidden_key' | 'duplicate_key' | 'invalid_text' | 'limit';
  readonly path: string;
  readonly message: string;
}

interface Container {
  /** Keys seen so far; null for an array. */
  readonly keys: Set<string> | null;
  /** The key or index that is being read. */
  at: string;
  items: number;
}

const QUOTE = 34;
const BACKSLASH = 92;
const UNSAFE_TEXT = /\0|\p{Surrogate}/u;

/**
 * Looks once over a text that is known to be JSON, for what `JSON.parse` lets through or hides: forbidden and duplicate
 * keys, NUL, lone surrogates, numbers that overflow, and the limits of size and depth. Returns the first finding.
 */
export function inspectJson(text: string): JsonFinding | null {
  return new JsonInspector(text).run();
}

class JsonInspector {
  private readonly stack: Container[] = [];
  private readonly hasEscapes: boolean;
  private totalKeys = 0;
  private position = 0;
  /** In an object: the next string is a key. */
  private expectsKey = false;

  constructor(private readonly text: string) {
    // Without a backslash no text can hold NUL or a lone surrogate: raw ones are not JSON and not UTF-8.
    this.hasEscapes = text.includes('\\');
  }

  run(): JsonFinding | null {
    const { text } = this;
    while (this.position < text.length) {
      const finding = this.step(text.charCodeAt(this.position));
      if (finding) return finding;
    }
    return null;
  }

  private step(char: number): JsonFinding | null {
    switch (char) {
      case QUOTE:
        return this.readString();
      case 123: // {
        return this.open(new Set());
      case 91: // [
        return this.open(null);
      case 125: // }
      case 93: // ]
        return this.close();
      case 44: // ,
        return this.next();
      default:
        return char === 45 || (char >= 48 && char <= 57) ? this.readNumber() : this.skip();
    }
  }

  private skip(): null {
    this.position++;
    return null;
  }

  private open(keys: Set<string> | null): JsonFinding | null {
    if (this.stack.length >= JSON_LIMITS.depth) return this.limit(`is nested deeper than ${JSON_LIMITS.depth} levels`);
    this.stack.push({ keys, at: keys ? '' : '0', items: 1 });
    this.expectsKey = keys !== null;
    return this.skip();
  }

  private close(): null {
    this.stack.pop();
    this.expectsKey = false;
    return this.skip();
  }

  private next(): JsonFinding | null {
    const container = this.stack[this.stack.length - 1];
    if (!container) return this.skip();
    this.expectsKey = container.keys !== null;
    if (!container.keys) {
      if (container.items++ >= JSON_LIMITS.items) {
        container.at = '';
        return this.limit(`has more than ${JSON_LIMITS.items} items`, this.pathOfContainer());
      }
      container.at = String(container.items - 1);
    }
    return this.skip();
  }

  private readString(): JsonFinding | null {
    const end = this.endOfString();
    const raw = this.text.slice(this.position + 1, end);
    const value = this.hasEscapes && raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw;
    this.position = end + 1;
    const isKey = this.expectsKey;
    if (isKey) this.enterKey(value);
    if (value !== raw && UNSAFE_TEXT.test(value)) return this.finding('invalid_text', 'holds NUL or a lone surrogate');
    return isKey ? this.checkKey(value) : null;
  }

  private endOfString(): number {
    const { text } = this;
    let end = text.indexOf('"', this.position + 1);
    if (!this.hasEscapes) return end;
    while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
    return end;
  }

  private enterKey(key: string): void {
    this.expectsKey = false;
    const container = this.stack[this.stack.length - 1];
    if (container) container.at = key;
  }

  private checkKey(key: string): JsonFinding | null {
    const keys = this.stack[this.stack.length - 1]?.keys;
    if (!keys) return null;
    if (FORBIDDEN_KEYS.has(key)) return this.finding('forbidden_key', `the key ${key} is forbidden`);
    if (keys.has(key)) return this.finding('duplicate_key', 'is given twice');
    keys.add(key);
    if (keys.size > JSON_LIMITS.keysPerObject) {
      return this.limit(`has more than ${JSON_LIMITS.keysPerObject} keys`, this.pathOfContainer());
    }
    return ++this.totalKeys > JSON_LIMITS.keys ? this.limit(`more than ${JSON_LIMITS.keys} keys`, '') : null;
  }

  /** `1e999999` would become Infinity without a word. */
  private readNumber(): JsonFinding | null {
    const start = this.position;
    while (this.position < this.text.length && isNumberPart(this.text.charCodeAt(this.position))) this.position++;
    const value = Number(this.text.slice(start, this.position));
    return Number.isFinite(value) ? null : this.limit('is a number out of range');
  }

  private limit(message: string, path = this.path()): JsonFinding {
    return { kind: 'limit', path, message };
  }

  private finding(kind: JsonFinding['kind'], message: string): JsonFinding {
    return { kind, path: this.path(), message };
  }

  private path(): string {
    return this.stack.map(({ at }) => `/${escapePointer(at)}`).join('');
  }

  private pathOfContainer(): string {
    return this.stack
      .slice(0, -1)
      .map(({ at }) => `/${escapePointer(at)}`)
      .join('');
  }
}

function isEscaped(text: string, quoteAt: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(quoteAt - 1 - backslashes) === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}

function isNumberPart(char: number): boolean {
  // digits, '.', '+', '-', 'E', 'e'
  return (char >= 48 && char <= 57) || char === 46 || char === 43 || char === 45 || char === 69 || char === 101;
}

/** One segment of a JSON Pointer (RFC 6901), made printable. */
export function escapePointer(segment: string): string {
  const printable = segment.replace(/[\0\p{Surrogate}]/gu, '\uFFFD');
  return printable.replaceAll('~', '~0').replaceAll('/', '~1').slice(0, 200);
}
