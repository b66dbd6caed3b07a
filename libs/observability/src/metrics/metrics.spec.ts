import { createBoundedLabel } from './bounded-label';
import { createMetrics, MetricNameError } from './metrics';

const metrics = () => createMetrics({ service: 'cadre-worker', role: 'worker', shard: '0' });

describe('metrics', () => {
  it('carry service, role and shard', async () => {
    const all = metrics();
    all.counter('cadre_tasks_done_total', 'Tasks done', ['outcome']).inc({ outcome: 'completed' }, 2);
    expect(await all.text()).toContain(
      'cadre_tasks_done_total{outcome="completed",service="cadre-worker",role="worker",shard="0"} 2',
    );
  });

  it('measure durations in seconds', async () => {
    const all = metrics();
    all.histogram('cadre_wait_seconds', 'Wait').observe(0.02);
    expect(await all.text()).toMatch(/cadre_wait_seconds_bucket\{le="0.025",.*\} 1\n/);
  });

  it('fill gauges in when somebody looks', async () => {
    const all = metrics();
    let slots = 1;
    all.gauge('cadre_slots', 'Slots', [], (gauge) => gauge.set(slots));
    slots = 7;
    expect(await all.text()).toMatch(/cadre_slots\{.*\} 7\n/);
  });

  it("include the process's own, the event loop among them", async () => {
    expect(await metrics().text()).toContain('cadre_nodejs_eventloop_lag_seconds');
  });

  it.each(['tasks_total', 'cadre_Tasks', 'cadre-tasks'])('are never called %s', (name) => {
    expect(() => metrics().counter(name, 'x')).toThrow(MetricNameError);
  });
});

test('a bounded label names the first values and calls the rest other', () => {
  const label = createBoundedLabel(2);
  expect(['a', 'b', 'c', 'a'].map(label)).toEqual(['a', 'b', 'other', 'a']);
});
