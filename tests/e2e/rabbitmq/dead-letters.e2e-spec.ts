import { describeWithRabbitMq, Installation, type Service, until } from '@cadre/testing';
import { DeadLetterQueue } from './dead-letter-queue';
import { repairTask, successorsOf } from './repair-task';

const PATIENCE = 300_000;
const BROKEN = { message: 'x', fail: { class: 'permanent', times: 99 } };

describeWithRabbitMq('dead letters in the management UI', () => {
  let installation: Installation;
  let queue: DeadLetterQueue;
  let orchestrator: Service;

  beforeAll(async () => {
    installation = await Installation.create({ bus: 'rabbitmq' });
    if (installation.broker === undefined) throw new TypeError('An installation over RabbitMQ has a broker');
    queue = new DeadLetterQueue(installation.broker, 'platform');
    [orchestrator] = await Promise.all([installation.orchestrator(), installation.gateway(), installation.worker()]);
  }, PATIENCE);

  /** What one test leaves there is not the next one's to move. */
  afterEach(() => queue.purge());

  afterAll(() => installation.close(), PATIENCE);

  const reaches = (id: string, status: string) =>
    until(async () => (await installation.client.task(id)).status === status, { timeoutMs: 90_000, intervalMs: 100 });

  const letterOf = async (taskId: string) => (await installation.client.call('GET', `/dlq/tasks/${taskId}`)).body;

  /** The task is dead, and its copy stands at the broker. */
  async function dead(): Promise<string> {
    const id = await installation.client.accepted({ parameters: BROKEN, priority: 'high', tags: ['night'] });
    await queue.shown(id);
    return id;
  }

  const resubmitted = (taskId: string) =>
    until(
      async () => {
        const { state, new_task_id } = await letterOf(taskId);
        return state === 'resubmitted' && (new_task_id as string);
      },
      { timeoutMs: 90_000, intervalMs: 100 },
    );

  it(
    'say in their headers what went wrong, and carry no payload and nobody’s name',
    async () => {
      const id = await dead();
      const letter = await letterOf(id);
      const { properties, payload } = await queue.shown(id);
      expect(properties.headers).toEqual({
        ...{ task_id: id, dlq_id: letter.dlq_id, agent_id: 'echo', team: 'platform', tenant: 'default' },
        ...{ error_class: 'permanent', error_code: letter.error_code, error_message: 'failed as asked, 1 of 99' },
        ...{ attempts: 1, retry_count: 0, submitted_at: expect.any(String), dead_lettered_at: expect.any(String) },
      });
      expect(properties).toMatchObject({ delivery_mode: 2, priority: 6 });
      expect(properties.user_id).toBeUndefined();
      expect(JSON.parse(payload)).toMatchObject({
        type: 'task.dispatched',
        data: { task_id: id, dispatch_no: 1, agent_id: 'echo', dlq_id: letter.dlq_id },
      });
      const [row] = await installation.sql(`SELECT mirrored_at FROM dlq_tasks WHERE task_id = $1`, id);
      expect(row).toEqual({ mirrored_at: expect.any(Date) });
    },
    PATIENCE,
  );

  it(
    'moved back to the task queue, run again as a new task',
    async () => {
      const id = await dead();
      await repairTask(installation, id);
      await queue.moveAll();
      const newTaskId = await resubmitted(id);
      await reaches(newTaskId, 'completed');
      const successor = await installation.client.task(newTaskId);
      expect(successor).toMatchObject({ retried_from: id, priority: 'high', tags: ['night'] });
      expect(successor.result).toMatchObject({ message: 'repaired' });
      expect(await queue.copiesOf(id)).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'become one new task, however often they are moved while somebody asks the API',
    async () => {
      const id = await dead();
      await repairTask(installation, id);
      const { payload } = await queue.shown(id);
      const { dlq_id } = await letterOf(id);
      const [answer] = await Promise.all([
        installation.client.call('POST', `/dlq/tasks/${dlq_id}/resubmit`, { body: {} }),
        ...Array.from({ length: 3 }, () => queue.publishToTasks(payload)),
        queue.moveAll(),
      ]);
      const newTaskId = await resubmitted(id);
      await reaches(newTaskId, 'completed');
      await until(async () => (await queue.copiesOf(id)).length === 0, { timeoutMs: 90_000, intervalMs: 200 });
      // Of the same priority and behind all copies: with this one they are through.
      const last = await dead();
      await repairTask(installation, last);
      await queue.publishToTasks((await queue.shown(last)).payload);
      await reaches(await resubmitted(last), 'completed');
      expect(await successorsOf(installation, id)).toEqual([newTaskId]);
      expect([200, 409]).toContain(answer.status);
    },
    PATIENCE,
  );

  it(
    'are not resubmitted by a late repeat of the message that dispatched them',
    async () => {
      const id = await dead();
      const { payload } = await queue.shown(id);
      const copy = JSON.parse(payload);
      delete copy.data.dlq_id;
      const before = await claimed();
      await queue.publishToTasks(JSON.stringify(copy));
      await until(async () => (await claimed()) > before, { timeoutMs: 90_000 });
      expect(await letterOf(id)).toMatchObject({ state: 'open', new_task_id: null });
    },
    PATIENCE,
  );

  it(
    'come back when somebody deleted their queue',
    async () => {
      const before = await dead();
      await queue.delete();
      const after = await dead();
      await queue.shown(before);
      await queue.shown(after);
    },
    PATIENCE,
  );

  /** How many messages of tasks that are over were claimed and not replayed. */
  async function claimed(): Promise<number> {
    const counts = (await orchestrator.metrics()).matchAll(/^cadre_claims_total\{.*outcome="finished".*\} (\d+)$/gm);
    return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
  }
});
