/** A definition file cut in two. `yamlLine` is the line (from 1) on which the YAML starts. */
export interface FrontMatter {
  readonly yaml: string;
  readonly yamlLine: number;
  readonly body: string;
}

const FENCE = /^---[ \t]*$/;

/** Cuts a Markdown file at its front matter; null when there is none or it is not closed. */
export function splitFrontMatter(text: string): FrontMatter | null {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (!FENCE.test(lines[0] ?? '')) return null;
  const end = lines.findIndex((line, index) => index > 0 && FENCE.test(line));
  if (end === -1) return null;
  return {
    yaml: lines.slice(1, end).join('\n'),
    yamlLine: 2,
    body: lines
      .slice(end + 1)
      .join('\n')
      .trim(),
  };
}
