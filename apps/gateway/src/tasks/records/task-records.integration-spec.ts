import { randomUUID } from 'node:crypto';
import { TaskCommandStore } from '@cadre/persistence';
import { until } from '@cadre/testing';
import { PayloadCipher } from '@cadre/crypto';
import { SseClient } from '../../testing/sse-client';
import { TaskFixture } from '../../testing/task-fixture';

describe('what a task leaves behind', () => {
  let fixture: TaskFixture;
  let base: string;
  const clients: SseClient[] = [];

  beforeAll(async () => {
    fixture = await TaskFixture.start({ STREAMS_PER_USER: '2000' });
    base = await fixture.listen();
  });
  afterEach(() => clients.splice(0).forEach((client) => client.close()));
  afterAll(() => fixture.close());

  const get = (path: string, headers = {}) => fixture.ask('ann', 'GET', path, undefined, headers);
  const ask = (method: string, path: string) => fixture.ask('ann', method, path);
  const follow = async (taskId: string, lastEventId?: number, query = '') => {
    const url = `${base}/api/v1/tasks/${taskId}/events${query}`;
    const client = await SseClient.open(url, fixture.people.ann.token, lastEventId);
    clients.push(client);
    return client;
  };

  describe('as JSON', () => {
    it('is its history, in order and from any place', async () => {
      const id = await fixture.submit();
      await fixture.worker.complete(id);
      const { json } = await get(`/tasks/${id}/events`);
      expect(json.events.map(({ type }: { type: string }) => type)).toEqual([
        'submitted',
        'queued',
        'started',
        'completed',
      ]);
      expect(json.events.map(({ seq }: { seq: number }) => seq)).toEqual([1, 2, 3, 4]);
      expect(json.events[0]).toEqual({
        seq: 1,
        type: 'submitted',
        from: null,
        to: 'pending',
        attempt: 0,
        actor: `user:${fixture.people.ann.userId}`,
        at: expect.stringMatching(/Z$/),
        data: null,
      });
      expect(json.next_seq).toBe(5);
      const rest = await get(`/tasks/${id}/events?after=2&limit=1`);
      expect(rest.json).toMatchObject({ events: [{ seq: 3 }], next_seq: 4 });
    });

    it('are its attempts, with how they ended', async () => {
      const id = await fixture.submit('ann', { retry: { delay_seconds: 0, max_retries: 1 } });
      await fixture.worker.fail(id, 'transient', 'try again');
      const { json } = await get(`/tasks/${id}/attempts`);
      expect(json.attempts).toEqual([
        expect.objectContaining({
          attempt: 1,
          outcome: 'failed',
          counted: true,
          error: { code: 'ECHO_FAILURE', class: 'transient', message: 'try again' },
        }),
      ]);
    });

    it('are its log lines and files', async () => {
      const id = await fixture.submit();
      const attempt = await fixture.worker.start(id);
      const line = (lineNo: number) => ({ lineNo, at: new Date(), level: 'info', text: `line ${lineNo}` });
      await attempt.complete(
        {},
        {
          logs: [line(1), line(2), line(3)],
          artifacts: [
            {
              artifactId: randomUUID(),
              kind: 'report',
              name: 'report.json',
              size: 2,
              sha256: 'a'.repeat(64),
              contentType: 'application/json',
            },
          ],
        },
      );
      const first = await get(`/tasks/${id}/logs?limit=2`);
      expect(first.json.logs.map(({ message }: { message: string }) => message)).toEqual(['line 1', 'line 2']);
      const second = await get(`/tasks/${id}/logs?limit=2&after=${first.json.next_after}`);
      expect(second.json).toMatchObject({ logs: [{ attempt: 1, line: 3, message: 'line 3' }], next_after: null });
      expect((await get(`/tasks/${id}/artifacts`)).json).toMatchObject({
        artifacts: [{ name: 'report.json', kind: 'report', task_id: id }],
        total: 1,
      });
      expect((await get(`/tasks/${id}`)).json.artifacts).toHaveLength(1);
    });

    it.each(['events', 'attempts', 'logs', 'artifacts'])('hides the %s of others and of nobody alike', async (what) => {
      const foreign = await fixture.submit('bob');
      const unknown = '0190d3f0-0000-7000-8000-000000000000';
      const [one, other] = [await get(`/tasks/${foreign}/${what}`), await get(`/tasks/${unknown}/${what}`)];
      for (const { status, json } of [one, other]) {
        expect(status).toBe(404);
        expect(json.code).toBe('TASK_NOT_FOUND');
      }
      expect({ ...one.json, instance: '', correlation_id: '' }).toEqual({
        ...other.json,
        instance: '',
        correlation_id: '',
      });
      expect((await fixture.ask('viewer', 'GET', `/tasks/${foreign}/${what}`)).status).toBe(200);
      expect((await fixture.ask('stranger', 'GET', `/tasks/${foreign}/${what}`)).status).toBe(404);
      expect((await fixture.ask('admin', 'GET', `/tasks/${foreign}/${what}`)).status).toBe(200);
    });

    it.each([
      ['events?after=-1', '/after'],
      ['events?after=x', '/after'],
      ['events?limit=0', '/limit'],
      ['events?since=1', '/since'],
      ['logs?after=1', '/after'],
      ['logs?attempt=0', '/attempt'],
      ['attempts?x=1', '/x'],
      ['artifacts?x=1', '/x'],
    ])('refuses %s', async (path, field) => {
      const id = await fixture.submit();
      expect((await get(`/tasks/${id}/${path}`)).json).toMatchObject({ status: 400, errors: [{ path: field }] });
    });
  });

  describe('as a stream', () => {
    it('begins with the history and ends with the task', async () => {
      const id = await fixture.submit();
      const client = await follow(id);
      expect(client.headers.get('content-type')).toMatch(/^text\/event-stream/);
      expect(client.headers.get('x-content-type-options')).toBe('nosniff');
      await until(() => client.ids.length === 1);
      await fixture.worker.complete(id);
      await until(() => client.ended);
      expect(client.ids).toEqual([1, 2, 3, 4]);
      expect(client.frames.at(-1)?.data).toMatchObject({ seq: 4, type: 'completed', to: 'completed' });
    });

    it('goes on where the client left off', async () => {
      const id = await fixture.submit();
      await fixture.worker.complete(id);
      const client = await follow(id, 2);
      await until(() => client.ended);
      expect(client.ids).toEqual([3, 4]);
      const byQuery = await follow(id, undefined, '?after=3');
      await until(() => byQuery.ended);
      expect(byQuery.ids).toEqual([4]);
    });

    it('tells a client that has everything to stop', async () => {
      const id = await fixture.submit();
      await fixture.worker.complete(id);
      expect((await follow(id, 4)).status).toBe(204);
    });

    it('refuses an id that is none', async () => {
      const id = await fixture.submit();
      const { json } = await get(`/tasks/${id}/events`, { accept: 'text/event-stream', 'last-event-id': 'x' });
      expect(json).toMatchObject({ status: 400, errors: [{ path: '/Last-Event-ID' }] });
    });

    it('makes good what a lost broadcast did not tell', async () => {
      const id = await fixture.submit();
      const client = await follow(id);
      await until(() => client.ids.length === 1);
      fixture.broker.startOutage();
      await fixture.worker.complete(id);
      fixture.broker.endOutage();
      await until(() => client.ended);
      expect(client.ids).toEqual([1, 2, 3, 4]);
    });

    it('gives each event once and in order to clients that come and go', async () => {
      const id = await fixture.submit('ann', { priority: 'low' });
      const commands = new TaskCommandStore(fixture.platform.database, new PayloadCipher(fixture.platform.keys));
      const by = { origin: NOBODY, visibility: { kind: 'all' as const } };
      const seen: number[] = [];
      const changes = (async () => {
        for (let n = 0; n < 40; n++) {
          if (n % 2 === 0) await fixture.ask('ann', 'PATCH', `/tasks/${id}`, { tags: [`t${n}`] });
          else await commands.patch(id, { tags: [`t${n}`] }, by);
        }
        await fixture.ask('ann', 'DELETE', `/tasks/${id}`);
      })();
      for (;;) {
        const client = await follow(id, seen.at(-1));
        if (client.status === 204) break;
        await until(() => client.ended || client.ids.length >= 5);
        client.close();
        seen.push(...client.ids);
        if (client.ended && seen.at(-1) === 42) break;
      }
      await changes;
      expect(seen).toEqual(Array.from({ length: 42 }, (_, index) => index + 1));
    });

    it('ends for somebody who is not admitted any more', async () => {
      jest.useFakeTimers({ doNotFake: ALL_BUT_INTERVALS });
      try {
        const id = await fixture.submit('bob');
        const client = await SseClient.open(`${base}/api/v1/tasks/${id}/events`, fixture.people.bob.token);
        clients.push(client);
        await until(() => client.ids.length === 1);
        jest.advanceTimersByTime(15_000);
        await until(() => client.comments.length === 1);
        expect(client.ended).toBe(false);
        const { bob } = fixture.people;
        await fixture.ask('admin', 'PATCH', `/users/${bob.userId}`, { disabled: true });
        jest.advanceTimersByTime(15_000);
        await until(() => client.ended);
      } finally {
        jest.useRealTimers();
      }
    });

    it('serves a thousand clients from one subscription', async () => {
      const id = await fixture.submit();
      const crowd: SseClient[] = [];
      while (crowd.length < 1_000) {
        crowd.push(...(await Promise.all(Array.from({ length: 100 }, () => follow(id)))));
      }
      await until(() => crowd.every((client) => client.ids.length === 1), { timeoutMs: 20_000 });
      const { text } = await fixture.ask('admin', 'GET', '/metrics');
      expect(text).toMatch(/cadre_stream_listeners\{.*\} 1000/);
      await ask('DELETE', `/tasks/${id}`);
      await until(() => crowd.every((client) => client.ended), { timeoutMs: 20_000 });
      expect(new Set(crowd.map((client) => client.ids.join()))).toEqual(new Set(['1,2']));
      const after = await fixture.ask('admin', 'GET', '/metrics');
      expect(after.text).toMatch(/cadre_stream_listeners\{.*\} 0/);
      // Its two waits alone may take 40 s on a busy machine.
    }, 60_000);

    it('reports progress without numbering it', async () => {
      const id = await fixture.submit();
      const client = await follow(id);
      await until(() => client.ids.length === 1);
      fixture.tellProgress({ task_id: id, attempt: 1, progress: 40, current_step: 'x', message: null, at: 'now' });
      await until(() => client.frames.length === 2);
      expect(client.frames[1]).toMatchObject({ id: undefined, event: 'progress', data: { progress: 40 } });
    });
  });
});

const NOBODY = { userId: null, tenant: null, email: null, ipAddress: null, userAgent: null, correlationId: null };

const ALL_BUT_INTERVALS = [
  ...(['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const),
  ...(['setImmediate', 'clearImmediate', 'setTimeout', 'clearTimeout'] as const),
];
