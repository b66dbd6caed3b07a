export type StepName = 'install' | 'build' | 'test';
export type Commands = Readonly<Partial<Record<StepName, string>>>;

/** What a machine offers: whether a program of this name can be run in the sandbox. */
export type HasProgram = (name: string) => boolean;

/** Where test runners are asked to leave their report; removed again with the workspace. */
export const REPORT_FILE = '.cadre-test-report.json';
