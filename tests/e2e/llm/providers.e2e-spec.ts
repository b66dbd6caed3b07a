import { Installation, ModelServer, until, type Service } from '@cadre/testing';

const KEY = 'sk-canary-0815-0815-0815';
const POST = {
  title: 'Choosing a task queue',
  content: '## Why\n\nBecause cron is not enough.',
  word_count: 6,
  headlines: ['A queue for six'],
};
const WRITE = {
  agent_id: 'copywriter',
  parameters: { topic: 'task queues', word_count: 600 },
  retry: { max_retries: 1, delay_seconds: 0.2 },
};

describe('llm agents of the product, with real processes', () => {
  let installation: Installation;
  let models: ModelServer;
  let worker: Service;
  beforeAll(async () => {
    models = await ModelServer.start();
    installation = await Installation.create();
    await Promise.all([installation.gateway(), installation.orchestrator()]);
  }, 60_000);
  afterAll(async () => {
    await installation.close();
    await models.close();
  });

  const withWorker = async (env: Record<string, string>): Promise<void> => {
    await installation.stop('worker');
    worker = await installation.worker({ TEAM: 'marketing', ...env });
  };
  const over = (id: string) =>
    until(
      async () => {
        const task = await installation.client.task(id);
        return ['completed', 'failed', 'timeout', 'cancelled'].includes(task.status) && task;
      },
      { timeoutMs: 40_000 },
    );
  const written = async (more: object = {}) => over(await installation.client.accepted({ ...WRITE, ...more }));

  it('are simulated without a provider, and say so', async () => {
    await withWorker({});
    expect(await written()).toMatchObject({ status: 'completed', result: { simulated: true } });
  });

  describe('with a server that speaks the protocol of OpenAI', () => {
    beforeAll(() => withWorker({ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: models.url }));
    beforeEach(() => models.reset());

    it('are answered by it, with usage that adds up', async () => {
      models.replies({ kind: 'answer', text: JSON.stringify(POST), usage: { input: 1_000, output: 200 } });
      const task = await written();
      expect(task).toMatchObject({
        status: 'completed',
        result: POST,
        // 1,000 tokens at 1.25 and 200 at 10 US dollars per million
        usage: { tokens: { input: 1_000, output: 200 }, cost: { micro_usd: 3_250 } },
      });
      expect(task.result).not.toHaveProperty('simulated');
      const [request] = models.requests;
      expect(request?.headers['authorization']).toBe(`Bearer ${KEY}`);
      expect(JSON.stringify(request?.body)).not.toContain('simulated');
      const { body: attempts } = await installation.client.call('GET', `/tasks/${task.task_id}/attempts`);
      expect(attempts.attempts).toMatchObject([{ usage: { input_tokens: 1_000, cost_micro_usd: 3_250 } }]);
      const { body: logs } = await installation.client.call('GET', `/tasks/${task.task_id}/logs`);
      expect(JSON.stringify(logs)).toContain('openai/gpt-5: 1000 tokens in, 200 out');
    });

    it('are retried after a limit, when the provider says so', async () => {
      models.replies(
        { kind: 'status', status: 429, headers: { 'retry-after': '1' } },
        { kind: 'answer', text: JSON.stringify(POST) },
      );
      const task = await written();
      expect(task).toMatchObject({ status: 'completed', attempt_count: 2, retry_count: 1 });
      const [first, second] = models.requests;
      expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(990);
    });

    it('fail for good when the model refuses', async () => {
      models.replies({ kind: 'answer', text: 'I must not', end: 'refusal' });
      expect(await written()).toMatchObject({
        status: 'failed',
        attempt_count: 1,
        error: { code: 'PROVIDER_REFUSED', class: 'permanent' },
      });
    });

    it('let go of the provider when they are cancelled', async () => {
      models.replies({ kind: 'answer', text: JSON.stringify(POST), firstToken: new Promise(() => undefined) });
      const id = await installation.client.accepted(WRITE);
      const request = await until(() => models.requests[0], { timeoutMs: 20_000 });
      await installation.client.call('DELETE', `/tasks/${id}`);
      expect(await request.abandoned).toBe(true);
      expect(await over(id)).toMatchObject({ status: 'cancelled' });
    });

    it('are summed up by GET /usage', async () => {
      const { status, body } = await installation.client.call('GET', '/usage?by=agent,user,tenant,day');
      expect(status).toBe(200);
      expect(body.usage[0]).toMatchObject({ agent_id: 'copywriter', user_email: 'admin@localhost', tenant: 'default' });
      expect(body.sum.cost.micro_usd).toBeGreaterThanOrEqual(3_250);
      expect(body.sum.attempts).toBeGreaterThanOrEqual(3);
      expect((await installation.client.call('GET', '/usage?by=planet')).status).toBe(400);
    });

    it('keep the key to themselves', async () => {
      const { body } = await installation.client.call('GET', '/workers');
      expect(JSON.stringify([worker.log, body])).not.toContain(KEY);
    });
  });
});
