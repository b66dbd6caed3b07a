import { isMap, isNode, isPair, LineCounter, parseDocument, visit, type Document, type Node } from 'yaml';

export interface LocatedMessage {
  readonly line: number;
  readonly message: string;
}

/** A parsed YAML text that still knows on which line everything stands. */
export class YamlSource {
  private constructor(
    private readonly document: Document,
    private readonly lines: LineCounter,
    private readonly firstLine: number,
    readonly problems: readonly LocatedMessage[],
  ) {}

  static parse(text: string, firstLine: number): YamlSource {
    const lineCounter = new LineCounter();
    const document = parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      uniqueKeys: true,
      version: '1.2',
      schema: 'core',
    });
    const problems = [...document.errors, ...document.warnings].map((problem) => ({
      line: firstLine - 1 + lineCounter.linePos(problem.pos[0]).line,
      message: `YAML: ${problem.message}`,
    }));
    return new YamlSource(document, lineCounter, firstLine, problems);
  }

  value(): unknown {
    return this.document.toJS({ maxAliasCount: 100 }) as unknown;
  }

  /** The line of a member; the nearest enclosing one if it does not exist itself. */
  lineOf(path: readonly string[]): number {
    for (let length = path.length; length > 0; length--) {
      const node = this.keyNode(path.slice(0, length));
      if (node?.range) return this.lineAt(node.range[0]);
    }
    return this.firstLine;
  }

  /** The line of the first key with this name anywhere below a member, if there is one. */
  lineOfKeyBelow(path: readonly string[], name: string): number | undefined {
    const start = this.document.getIn(path, true);
    let found: number | undefined;
    if (!isNode(start)) return undefined;
    visit(start, {
      Pair: (_, pair) => {
        const key = pair.key;
        if (!isNode(key) || String(key) !== name || !key.range) return undefined;
        found = this.lineAt(key.range[0]);
        return visit.BREAK;
      },
    });
    return found;
  }

  private keyNode(path: readonly string[]): Node | undefined {
    const parent = path.length === 1 ? this.document.contents : this.document.getIn(path.slice(0, -1), true);
    const last = path[path.length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && String(item.key) === last);
      return isNode(pair?.key) ? pair.key : undefined;
    }
    const node = this.document.getIn(path, true);
    return isNode(node) ? node : undefined;
  }

  private lineAt(offset: number): number {
    return this.firstLine - 1 + this.lines.linePos(offset).line;
  }
}
