/** The line of a process's last complaints that says why it ended: not its stack, not what Node adds below it. */
export function findLastWords(lines: readonly string[]): string | undefined {
  const words = lines
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(at |Node\.js v|\^|[{}[\]'])/.test(line));
  return words.filter((line) => /^\S*(Error|Exception)\b.*: /.test(line)).at(-1) ?? words.at(-1);
}
