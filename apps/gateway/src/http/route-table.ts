import type { RouteOptions } from 'fastify';

/** Every method and path pattern that was registered: tells 405 from 404, and feeds the test that walks the routes. */
export class RouteTable {
  private readonly methods = new Map<string, Set<string>>();

  /** To be added as Fastify's `onRoute` hook before any route. */
  readonly onRoute = ({ method, url }: Pick<RouteOptions, 'method' | 'url'>): void => {
    // Preflights are answered everywhere; that makes no path exist.
    if (url === '*') return;
    const known = this.methods.get(url) ?? new Set<string>();
    for (const name of [method].flat()) known.add(name.toUpperCase());
    this.methods.set(url, known);
  };

  /** The methods a concrete path answers to; empty when no route has it. */
  allowed(path: string): string[] {
    const allowed = new Set<string>();
    for (const [pattern, methods] of this.methods) {
      if (matches(pattern, path)) methods.forEach((method) => allowed.add(method));
    }
    return [...allowed].sort();
  }

  list(): { method: string; path: string }[] {
    return [...this.methods].flatMap(([path, methods]) => [...methods].map((method) => ({ method, path })));
  }
}

function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.at(-1) === '*') return wanted.slice(0, -1).every((part, index) => matchesPart(part, given[index]));
  return wanted.length === given.length && wanted.every((part, index) => matchesPart(part, given[index]));
}

function matchesPart(wanted: string, given: string | undefined): boolean {
  return given !== undefined && (wanted.startsWith(':') ? given !== '' : wanted === given);
}
