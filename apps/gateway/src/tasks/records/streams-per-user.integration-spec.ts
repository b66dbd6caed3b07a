import { until } from '@cadre/testing';
import { SseClient } from '../../testing/sse-client';
import { type Person, TaskFixture } from '../../testing/task-fixture';

describe('the streams of one user', () => {
  let fixture: TaskFixture;
  let base: string;
  const clients: SseClient[] = [];

  beforeAll(async () => {
    fixture = await TaskFixture.start({ STREAMS_PER_USER: '2' });
    base = await fixture.listen();
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await fixture.close();
  });

  const follow = async (taskId: string, person: Person = 'ann') => {
    const client = await SseClient.open(`${base}/api/v1/tasks/${taskId}/events`, fixture.people[person].token);
    clients.push(client);
    return client;
  };

  it('are so many and no more, until one of them ends, however it ends', async () => {
    const id = await fixture.submit();
    const ending = await fixture.submit();
    const [first, second] = [await follow(id), await follow(ending)];
    expect([first.status, second.status]).toEqual([200, 200]);

    const refused = await follow(id);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const url = `${base}/api/v1/tasks/${id}/events`;
    const headers = { authorization: `Bearer ${fixture.people.ann.token}`, accept: 'text/event-stream' };
    expect(await (await fetch(url, { headers })).json()).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
    expect((await follow(id, 'admin')).status).toBe(200);
    expect((await fixture.ask('ann', 'GET', `/tasks/${id}/events`)).status).toBe(200);

    first.close();
    await until(async () => (await follow(id)).status === 200);
    expect((await follow(id)).status).toBe(429);
    await fixture.ask('ann', 'DELETE', `/tasks/${ending}`);
    await until(() => second.ended);
    await until(async () => (await follow(id)).status === 200);
    expect((await follow(id)).status).toBe(429);
  });

  it('leave nothing behind when they come and go', async () => {
    const id = await fixture.submit('bob');
    for (let n = 0; n < 20; n++) {
      const client = await until(async () => {
        const opened = await follow(id, 'bob');
        return opened.status === 200 && opened;
      });
      client.close();
    }
    const listeners = async () => {
      const { text } = await fixture.ask('admin', 'GET', '/metrics');
      return /cadre_stream_listeners\{.*\} (\d+)/.exec(text)?.[1];
    };
    for (const client of clients) client.close();
    await until(async () => (await listeners()) === '0');
  });
});
