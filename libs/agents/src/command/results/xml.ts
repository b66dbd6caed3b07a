/** An element of an XML document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

const MAX_DEPTH = 100;
const MAX_TAG = 20_000;
const TAG = /^<([^\s/>!?]+)((?:\s[^]*)?)$/;
const ATTRIBUTE = /([^\s=]{1,100})\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
/** What begins so, ends so, and says nothing about tests. */
const SKIPPED = [
  ['<!--', '-->'],
  ['<?', '?>'],
] as const;
const CDATA = ['<![CDATA[', ']]>'] as const;

/**
 * Reads a test report, in time linear in its length. Entities a document declares itself are left as they stand, so
 * nothing expands and nothing is fetched. Undefined for what is not well-formed.
 */
export function parseXml(text: string): XmlElement | undefined {
  return new XmlReader(text).read();
}

class XmlReader {
  private readonly root: OpenElement = { name: '', attributes: {}, children: [], text: '' };
  private readonly open: OpenElement[] = [this.root];
  private at = 0;

  constructor(private readonly source: string) {}

  read(): XmlElement | undefined {
    while (this.at < this.source.length) {
      if (!this.step() || this.open.length > MAX_DEPTH) return undefined;
    }
    return this.open.length === 1 ? this.root.children[0] : undefined;
  }

  /** Reads one piece; false when the document is broken. */
  private step(): boolean {
    if (this.source[this.at] !== '<') return this.readText();
    if (this.startsWith(CDATA[0])) return this.readCdata();
    const skipped = SKIPPED.find(([start]) => this.startsWith(start));
    if (skipped !== undefined) return this.skipTo(skipped[1]);
    if (this.startsWith('<!'))
      return this.skipTo(this.source.slice(this.at, this.at + MAX_TAG).includes('[') ? ']>' : '>');
    return this.readTag();
  }

  private readText(): boolean {
    const next = this.source.indexOf('<', this.at);
    const end = next === -1 ? this.source.length : next;
    this.append(decode(this.source.slice(this.at, end)));
    this.at = end;
    return true;
  }

  private readCdata(): boolean {
    const end = this.source.indexOf(CDATA[1], this.at);
    if (end === -1) return false;
    this.append(this.source.slice(this.at + CDATA[0].length, end));
    this.at = end + CDATA[1].length;
    return true;
  }

  private skipTo(end: string): boolean {
    const found = this.source.indexOf(end, this.at);
    if (found === -1) return false;
    this.at = found + end.length;
    return true;
  }

  private readTag(): boolean {
    const end = this.endOfTag();
    if (end === -1) return false;
    const tag = this.source.slice(this.at, end);
    this.at = end + 1;
    return tag.startsWith('</') ? this.open.pop()?.name === tag.slice(2).trim() : this.openTag(tag);
  }

  /** The next ">" that is not inside of quotes. */
  private endOfTag(): number {
    let quote = '';
    const limit = Math.min(this.source.length, this.at + MAX_TAG);
    for (let index = this.at; index < limit; index++) {
      const character = this.source[index] ?? '';
      if (quote !== '') quote = character === quote ? '' : quote;
      else if (character === '"' || character === "'") quote = character;
      else if (character === '>') return index;
    }
    return -1;
  }

  private openTag(tag: string): boolean {
    const closed = tag.endsWith('/');
    const [, name, attributes = ''] = TAG.exec(closed ? tag.slice(0, -1) : tag) ?? [];
    if (name === undefined) return false;
    const element: OpenElement = { name, attributes: readAttributes(attributes), children: [], text: '' };
    this.open.at(-1)?.children.push(element);
    if (!closed) this.open.push(element);
    return true;
  }

  private startsWith(text: string): boolean {
    return this.source.startsWith(text, this.at);
  }

  private append(text: string): void {
    const top = this.open.at(-1);
    if (top !== undefined) top.text += text;
  }
}

function readAttributes(text: string): Record<string, string> {
  const pairs = [...text.matchAll(ATTRIBUTE)];
  return Object.fromEntries(pairs.map(([, name = '', double, single]) => [name, decode(double ?? single ?? '')]));
}

function decode(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{1,10}));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return NAMED[name] ?? whole;
      const code = hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
