import { Installation, TcpProxy, until } from '@cadre/testing';
import { loseAnswerToCommit, restore } from './harness/commit-trap';
import { submitPersistently } from './harness/die-at';
import { proveSound } from './harness/prove-sound';

describe('a commit whose answer is lost', () => {
  let installation: Installation;
  let proxy: TcpProxy;
  beforeAll(async () => {
    installation = await Installation.create();
    const { url } = installation.database;
    proxy = await TcpProxy.start(Number(new URL(url).port));
    await Promise.all([
      installation.gateway({ DATABASE_URL: proxy.through(url) }),
      installation.orchestrator(),
      installation.worker(),
    ]);
    await installation.client.call('GET', '/auth/me');
  });
  afterAll(async () => {
    await installation.close();
    await proxy.close();
  });

  it('is found out by the gateway itself: the client gets its one task', async () => {
    const lost = loseAnswerToCommit(proxy);
    const submitting = installation.client.submit({ tags: ['found-out'] });
    await lost;
    await untilCommitted('found-out');
    restore(proxy);
    const { status, body } = await submitting;
    expect(status).toBe(201);
    expect(await tasksTagged('found-out')).toEqual([body.task_id]);
    await proveSound(installation);
  });

  it('costs a client that gave up nothing: the same key gets the same task', async () => {
    const key = crypto.randomUUID();
    const task = { tags: ['given-up'] };
    const headers = { 'idempotency-key': key };
    const lost = loseAnswerToCommit(proxy);
    const impatient = installation.client.submit(task, { headers, timeoutMs: 3_000 });
    await lost;
    await expect(impatient).rejects.toThrow();
    const [committed] = await untilCommitted('given-up');
    restore(proxy);
    expect(await submitPersistently(installation, task, key)).toBe(committed);
    expect(await tasksTagged('given-up')).toEqual([committed]);
    await proveSound(installation);
  });

  async function tasksTagged(tag: string): Promise<string[]> {
    const rows = await installation.sql<{ task_id: string }>('SELECT task_id FROM tasks WHERE $1 = ANY (tags)', tag);
    return rows.map(({ task_id }) => task_id);
  }

  function untilCommitted(tag: string): Promise<string[]> {
    return until(async () => {
      const ids = await tasksTagged(tag);
      return ids.length > 0 && ids;
    });
  }
});
