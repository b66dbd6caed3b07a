const MOST_NAMES = 500;

/** The names of the templates that steps of a definition run, whatever else is wrong with it. Its depth is bounded. */
export function childTemplatesIn(raw: unknown): string[] {
  const names = new Set<string>();
  collect(raw, names);
  return [...names].slice(0, MOST_NAMES);
}

function collect(value: unknown, names: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  if ('type' in value && value.type === 'workflow' && 'template' in value && typeof value.template === 'string') {
    names.add(value.template);
  }
  for (const inner of Object.values(value)) collect(inner, names);
}
