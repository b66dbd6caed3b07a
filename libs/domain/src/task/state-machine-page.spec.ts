import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEDULE_RUN_TRANSITIONS, SCHEDULE_TRANSITIONS } from '../schedule/schedule-transitions';
import { RUN_TRANSITIONS, STEP_TRANSITIONS } from '../workflow/run/workflow-transitions';
import { stateMachinePage } from './state-machine-page';
import { TASK_TRANSITIONS } from './task-transitions';

describe('docs/state-machines.md', () => {
  it('is up to date (npm run docs:state-machines writes it)', () => {
    const written = readFileSync(join(__dirname, '../../../../docs/state-machines.md'), 'utf8');
    expect(written).toBe(stateMachinePage());
  });

  it('has one row for every move', () => {
    const rows = stateMachinePage()
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    const tables = [
      ...[TASK_TRANSITIONS, SCHEDULE_TRANSITIONS, SCHEDULE_RUN_TRANSITIONS],
      ...[RUN_TRANSITIONS, STEP_TRANSITIONS],
    ];
    expect(rows).toHaveLength(tables.flat().length);
  });
});
