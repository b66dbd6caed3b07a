import { loadTask } from './task-mix';

const tasks = Array.from({ length: 1_000 }, (_, no) => loadTask(5, no));

describe('the tasks of a fault run', () => {
  it('are the same for the same seed, each under its own key', () => {
    expect(loadTask(5, 17)).toEqual(tasks[17]);
    expect(new Set(tasks.map(({ key }) => key)).size).toBe(tasks.length);
  });

  it('are short and long ones, and some that fail for a while or for good', () => {
    const count = (ends: string, failures: number) =>
      tasks.filter((task) => task.ends === ends && task.failures === failures).length;
    expect(count('completed', 0)).toBeGreaterThan(800);
    for (const few of [count('completed', 1), count('completed', 2), count('failed', 1_000)]) {
      expect(few).toBeGreaterThan(10);
      expect(few).toBeLessThan(100);
    }
  });
});
