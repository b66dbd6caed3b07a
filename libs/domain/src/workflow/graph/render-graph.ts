import type { GraphNode, WorkflowGraph } from './workflow-graph';

/**
 * A graph as text: a line per step, what is in a step below it, and on the right what it waits for. What follows from the
 * order of the lines, or from another wait, is left out.
 */
export function renderGraph(graph: WorkflowGraph): string {
  const lines = linesBelow(null, new Drawing(graph), '');
  const width = Math.max(0, ...lines.map(({ name }) => name.length));
  return lines.map(({ name, about }) => `${name.padEnd(width)}  ${about}`).join('\n');
}

interface Line {
  readonly name: string;
  readonly about: string;
}

function linesBelow(parent: string | null, drawing: Drawing, indent: string): Line[] {
  const siblings = drawing.children(parent);
  return siblings.flatMap((node, index) => {
    const isLast = index === siblings.length - 1;
    const [own, below] = parent === null ? ['', ''] : isLast ? ['└─ ', '   '] : ['├─ ', '│  '];
    const waits = drawing.waits(node).filter((from) => from !== siblings[index - 1]?.path);
    return [
      { name: `${indent}${own}${node.label}`, about: about(node, waits) },
      ...linesBelow(node.path, drawing, `${indent}${below}`),
    ];
  });
}

function about(node: GraphNode, waits: readonly string[]): string {
  const call = node.calls === null ? node.kind : node.kind === 'task' ? node.calls : `${node.kind} ${node.calls}`;
  const branch = node.branch === 'default' ? '  [otherwise]' : node.when === null ? '' : `  [if ${node.when}]`;
  const after = waits.length > 0 ? `  ← ${waits.join(', ')}` : '';
  return `${call}${branch}${after}${state(node)}`;
}

/** How it stands; in a map, how many of its elements stand how. */
function state({ status, counts = {} }: GraphNode): string {
  const counted = Object.entries(counts).map(([each, count]) => `${count} ${each}`);
  const states = status === null ? counted : [status];
  return states.length === 0 ? '' : `  (${states.join(', ')})`;
}

class Drawing {
  private readonly below = new Map<string | null, GraphNode[]>();
  private readonly sources = new Map<string, string[]>();
  private readonly earlier = new Map<string, ReadonlySet<string>>();

  constructor({ nodes, edges }: WorkflowGraph) {
    for (const { from, to } of edges) this.sources.set(to, [...(this.sources.get(to) ?? []), from]);
    for (const node of nodes) {
      this.below.set(node.parent, [...(this.below.get(node.parent) ?? []), node]);
      // A node comes after all that it waits for, so theirs are known. Its container has started, but is not done.
      const own = (this.sources.get(node.path) ?? []).filter((path) => path !== node.parent);
      const around = node.parent === null ? [] : (this.earlier.get(node.parent) ?? []);
      this.earlier.set(
        node.path,
        new Set([...around, ...own.flatMap((path) => [path, ...(this.earlier.get(path) ?? [])])]),
      );
    }
  }

  children(parent: string | null): readonly GraphNode[] {
    return this.below.get(parent) ?? [];
  }

  /** What a step waits for, without what its container or another of them waits for already. */
  waits({ path, parent }: GraphNode): string[] {
    const sources = (this.sources.get(path) ?? []).filter((from) => from !== parent);
    const others = parent === null ? sources : [...sources, parent];
    return sources.filter((from) => !others.some((other) => other !== from && this.isImplied(from, other)));
  }

  /** Whoever waits for `other` has waited for all it needed, and for all that is in it. */
  private isImplied(from: string, other: string): boolean {
    return this.earlier.get(other)?.has(from) === true || from.startsWith(`${other}.`) || from.startsWith(`${other}[`);
  }
}
