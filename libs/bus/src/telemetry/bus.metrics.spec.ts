import { createLogger, createMetrics } from '@cadre/observability';
import { createBusTelemetry } from './bus.metrics';

describe('createBusTelemetry', () => {
  it('counts what the bus tells', async () => {
    const metrics = createMetrics({ service: 'cadre-test', role: 'test', shard: '0' });
    const logger = createLogger({ service: 'cadre-test', role: 'test', level: 'silent' });
    const telemetry = createBusTelemetry(metrics, logger);
    telemetry.published('q', 3, 'confirmed');
    telemetry.settled('q', 'dead', 1);
    telemetry.requested('q', 0.002, 'answered');
    telemetry.consumersActive(2);
    telemetry.reconnected('c');
    telemetry.broadcastLost('t', 4);
    const text = await metrics.text();
    expect(text).toMatch(/cadre_bus_published_total\{queue="q",outcome="confirmed",.*\} 3/);
    expect(text).toMatch(/cadre_bus_consumed_total\{queue="q",verdict="dead",.*\} 1/);
    expect(text).toMatch(/cadre_bus_request_seconds_count\{.*queue="q",outcome="answered".*\} 1/);
    expect(text).toMatch(/cadre_bus_consumers_active\{.*\} 2/);
    expect(text).toMatch(/cadre_bus_reconnects_total\{connection="c",.*\} 1/);
    expect(text).toMatch(/cadre_bus_broadcasts_lost_total\{topic="t",.*\} 4/);
  });

  it('writes a constant message with its fields, and errors as errors', () => {
    const lines: string[] = [];
    const logger = createLogger({
      ...{ service: 'cadre-test', role: 'test' },
      destination: { write: (line) => void lines.push(line) },
    });
    const metrics = createMetrics({ service: 'cadre-test', role: 'test', shard: '0' });
    createBusTelemetry(metrics, logger).log('warn', 'bus poll failed', { queue: 'q', error: new RangeError('away') });
    const line = JSON.parse(lines[0] ?? '{}') as Record<string, unknown>;
    expect(line).toMatchObject({ level: 'warn', msg: 'bus poll failed', queue: 'q' });
    expect(line['err']).toMatchObject({ message: 'away' });
  });
});
