import type { CheckReport, Violation } from '@cadre/persistence';

/** The report for a person: one line per check, below it the first violations. */
export function verifyReport(reports: readonly CheckReport[]): string {
  const broken = reports.filter(({ violations }) => violations > 0).length;
  const verdict = broken === 0 ? 'All checks hold.' : `${broken} of ${reports.length} checks do not hold.`;
  return [...reports.flatMap(lines), '', verdict, ''].join('\n');
}

function lines({ check, title, checked, violations, examples }: CheckReport): string[] {
  const result = violations === 0 ? `ok, ${number(checked)} checked` : `${number(violations)} of ${number(checked)}`;
  const hidden = violations - examples.length;
  return [
    `${violations === 0 ? '✓' : '✗'} ${check}  ${title}: ${result}`,
    ...examples.map(exampleLine),
    ...(hidden > 0 ? [`      and ${number(hidden)} more`] : []),
  ];
}

function exampleLine({ taskId, problem }: Violation): string {
  return taskId === null ? `      ${problem}` : `      task ${taskId} ${problem}`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

/** The report for a program. Its fields stay. */
export function verifyReportJson(reports: readonly CheckReport[]): string {
  const checks = reports.map(({ check, title, checked, violations, examples }) => ({
    check,
    title,
    checked,
    violations,
    examples: examples.map(({ taskId, problem }) => ({ task_id: taskId, problem })),
  }));
  const ok = reports.every(({ violations }) => violations === 0);
  return `${JSON.stringify({ ok, checks }, null, 2)}\n`;
}
