import { freshDatabase } from '@cadre/testing';
import { EngineFixture } from '../../testing/engine-fixture';

it('counts of what has its time still to come the part that is due within a minute', async () => {
  const database = await freshDatabase();
  const engine = new EngineFixture(database.url);
  await engine.agent('echo');
  const inSeconds = (seconds: number) => ({ executeAt: new Date(Date.now() + seconds * 1000) });
  await engine.tasks(2, inSeconds(30));
  await engine.tasks(3, inSeconds(600));
  await engine.tasks(1);
  await engine.sql(`UPDATE tasks SET status = 'retry' WHERE task_id = (SELECT min(task_id::text)::uuid FROM tasks)`);
  const { groups } = await engine.snapshots.survey();
  expect(groups).toEqual([expect.objectContaining({ pending: 1, retry: 1, scheduled: 4, due_soon: 2 })]);
  await engine.close();
  await database.drop();
});
