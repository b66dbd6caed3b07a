import { decodeEntities } from './html-entities';

export interface ReadHtml {
  readonly title: string | null;
  readonly text: string;
  readonly links: readonly { readonly text: string; readonly url: string }[];
}

/** What stands inside these is not for readers. */
const UNREAD = new Set(['script', 'style', 'noscript', 'template', 'svg', 'iframe', 'object', 'textarea', 'select']);
/** These begin a new line. */
const BLOCKS = new Set([
  ...['p', 'div', 'br', 'hr', 'li', 'ul', 'ol', 'tr', 'table', 'section', 'article', 'header', 'footer', 'main', 'nav'],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'pre', 'blockquote', 'dt', 'dd', 'figure', 'figcaption', 'form', 'aside'],
]);
/** A longer tag is cut off at its first `>`. It also bounds how often a character is looked at. */
const LONGEST_TAG = 1_000;

/** The words of a page, in one pass over it: pages are written by strangers, and none of them may take long to read. */
export function readHtml(html: string, base: string): ReadHtml {
  return new HtmlReader(html, base).read();
}

class HtmlReader {
  private at = 0;
  private words = '';
  private title: string | null = null;
  private readonly links: { text: string; url: string }[] = [];
  private link: { readonly url: string; readonly from: number } | undefined;

  constructor(
    private readonly html: string,
    private readonly base: string,
  ) {}

  read(): ReadHtml {
    while (this.at < this.html.length) {
      const open = this.html.indexOf('<', this.at);
      this.words += decodeEntities(this.html.slice(this.at, open < 0 ? undefined : open).replaceAll(/\s+/g, ' '));
      if (open < 0) break;
      this.readMarkup(open);
    }
    return { title: this.title, text: tidy(this.words), links: this.links };
  }

  private readMarkup(open: number): void {
    if (this.html.startsWith('<!--', open)) return this.skipTo('-->', open + 4);
    const name = /^<(\/?)([a-z][a-z0-9]*)/i.exec(this.html.slice(open, open + 40));
    if (name === null) {
      // No tag: a lone character, or a declaration.
      if (/[!?]/.test(this.html.charAt(open + 1))) return this.skipTo('>', open);
      this.words += '<';
      this.at = open + 1;
      return;
    }
    const end = tagEnd(this.html, open);
    this.at = end + 1;
    this.onTag(
      (name[2] ?? '').toLowerCase(),
      name[1] === '/',
      this.html.slice(open, Math.min(end, open + LONGEST_TAG)),
    );
  }

  private onTag(name: string, isEnd: boolean, tag: string): void {
    if (BLOCKS.has(name)) this.words += '\n';
    if (name === 'a') this.onLink(isEnd, tag);
    else if (name === 'title' && !isEnd) this.title ??= tidy(decodeEntities(this.takeUntilEndOf(name))) || null;
    else if (UNREAD.has(name) && !isEnd) this.takeUntilEndOf(name);
  }

  private onLink(isEnd: boolean, tag: string): void {
    if (this.link !== undefined) {
      const text = tidy(this.words.slice(this.link.from)).replaceAll('\n', ' ');
      if (text !== '') this.links.push({ text, url: this.link.url });
    }
    const url = isEnd ? undefined : this.address(tag);
    this.link = url === undefined ? undefined : { url, from: this.words.length };
  }

  private address(tag: string): string | undefined {
    const match = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i.exec(tag);
    const written = match?.[1] ?? match?.[2] ?? match?.[3];
    if (written === undefined || !URL.canParse(decodeEntities(written), this.base)) return undefined;
    const { href, protocol } = new URL(decodeEntities(written), this.base);
    return protocol === 'https:' || protocol === 'http:' ? href : undefined;
  }

  /** The raw content of an element that holds no others; to the end of the page when nothing closes it. */
  private takeUntilEndOf(name: string): string {
    const closing = new RegExp(`</${name}`, 'gi');
    closing.lastIndex = this.at;
    const end = closing.exec(this.html)?.index ?? this.html.length;
    const content = this.html.slice(this.at, end);
    this.at = end;
    return content;
  }

  private skipTo(mark: string, from: number): void {
    const end = this.html.indexOf(mark, from);
    this.at = end < 0 ? this.html.length : end + mark.length;
  }
}

/** Where a tag ends; a `>` between quotes does not end it. */
function tagEnd(html: string, open: number): number {
  let quote = '';
  const limit = Math.min(html.length, open + LONGEST_TAG);
  for (let at = open; at < limit; at += 1) {
    const character = html.charAt(at);
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '>') return at;
    else if (character === '"' || character === "'") quote = character;
  }
  const any = html.indexOf('>', open);
  return any < 0 ? html.length : any;
}

function tidy(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}
