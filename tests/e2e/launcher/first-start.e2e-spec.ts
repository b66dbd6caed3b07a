import { emptyDatabase, Stack, until, type FreshDatabase } from '@cadre/testing';

const BOTH_SHOWN = /^(?=[^]*api\/v1\/tasks\/[0-9a-f-]{36})[^]*api\/v1\/workflows\/[0-9a-f-]{36}/;

describe('the first start, on a database somebody gave us', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await emptyDatabase();
  });
  afterAll(() => database.drop());

  it('shows build-test at work on a real project and a chain of agents, with links, and only once', async () => {
    const options = { workers: 'platform=1,marketing=1', args: [], env: { DATABASE_URL: database.url } };
    const stack = await Stack.start(options);
    await stack.launcher.waitForOutput(BOTH_SHOWN, 90_000);
    expect(stack.launcher.output).toContain('build-test of examples/parcel-rates: 6 of 7 tests passed, 1 failed');
    expect(stack.launcher.output).toContain('✗ a started half kilogram is charged in full: ');
    expect(stack.launcher.output).toContain('product-launch: completed (simulated: no model provider is configured)');
    expect(stack.launcher.output).toMatch(
      /blog +copywriter +\(completed\)[^]*image +visual-designer[^]*send +gmail-agent/,
    );

    const [link] = /http:\/\/localhost:\d+\/api\/v1\/tasks\/[0-9a-f-]{36}/.exec(stack.launcher.output) ?? [''];
    const answer = await fetch(link, { headers: { authorization: `Bearer ${await stack.adminToken()}` } });
    expect(await answer.json()).toMatchObject({ status: 'completed' });
    await stack.stop({ keepHome: true });

    const again = await Stack.start({ ...options, home: stack.home });
    await until(async () => (await fetch(`${again.url}/readyz`)).ok);
    expect(again.launcher.output).not.toContain('demonstration');
    expect((await again.stop()).code).toBe(0);
  });
});
