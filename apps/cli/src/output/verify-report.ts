import type { CheckReport, Violation } from '@cadre/persistence';

/** The report for a person: one line per check, below it the first violations. */
export function verifyReport(reports: readonly CheckReport[]): string {
  const broken = reports.filter(({ violations }) => violations > 0).length;
  const applicable = reports.filter(({ notApplicable }) => notApplicable === null);
  const verdict = broken === 0 ? 'All checks hold.' : `${broken} of ${applicable.length} checks do not hold.`;
  const rest = reports.length - applicable.length;
  return [...reports.flatMap(lines), '', rest === 0 ? verdict : `${verdict} ${rest} do not apply yet.`, ''].join('\n');
}

function lines({ check, title, notApplicable, checked, violations, examples }: CheckReport): string[] {
  if (notApplicable !== null) return [`– ${check.padEnd(3)} ${title}: not applicable yet, ${notApplicable}`];
  const result = violations === 0 ? `ok, ${number(checked)} checked` : `${number(violations)} of ${number(checked)}`;
  const hidden = violations - examples.length;
  return [
    `${violations === 0 ? '✓' : '✗'} ${check.padEnd(3)} ${title}: ${result}`,
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
  const checks = reports.map(({ check, title, notApplicable, checked, violations, examples }) => ({
    check,
    title,
    not_applicable: notApplicable,
    checked,
    violations,
    examples: examples.map(({ taskId, problem }) => ({ task_id: taskId, problem })),
  }));
  const ok = reports.every(({ violations }) => violations === 0);
  return `${JSON.stringify({ ok, checks }, null, 2)}\n`;
}
