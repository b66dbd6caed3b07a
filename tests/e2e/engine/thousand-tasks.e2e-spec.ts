import { Installation } from '@cadre/testing';
import { proveSound, untilAllEnded } from '../../faults/harness/prove-sound';

describe('a thousand tasks in bulk', () => {
  let installation: Installation;
  beforeAll(async () => (installation = await Installation.started()));
  afterAll(() => installation.close());

  it('all complete, each in one attempt, with its own result', async () => {
    const { client } = installation;
    const bulks = Array.from({ length: 10 }, (_, bulk) =>
      Array.from({ length: 100 }, (_each, index) => ({ parameters: { data: 100 * bulk + index } })),
    );
    const ids = (await Promise.all(bulks.map((tasks) => client.acceptedMany(tasks)))).flat();
    await untilAllEnded(installation, 100_000);
    const [row] = await installation.sql(
      `SELECT count(*) AS tasks, count(*) FILTER (WHERE status = 'completed' AND lease_no = 1) AS good FROM tasks`,
    );
    expect(row).toEqual({ tasks: 1000, good: 1000 });
    for (const number of [0, 499, 999]) {
      expect((await client.task(String(ids[number]))).result).toEqual({ message: '', data: number });
    }
    await proveSound(installation);
  });

  it('an idle installation answers a submission that waits with its result', async () => {
    for (const data of [1, 2, 3]) {
      const { status, body } = await installation.client.call('POST', '/tasks?wait=30', {
        body: { agent_id: 'echo', parameters: { data } },
      });
      expect(status).toBe(201);
      expect(body).toMatchObject({ status: 'completed', result: { message: '', data } });
    }
  });
});
