import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithRabbitMq } from '@cadre/testing';
import { readOptions } from '../chaos/options';
import { runChaos } from '../chaos/run-chaos';
import { printed } from '../chaos/verdict/report';

/** Twenty short faults take some two minutes, and on a busy machine twice that. */
const PATIENCE_MS = 900_000;
const SHORT = ['--faults', '20', '--tasks', '2000', '--longest-hold', '4'];

async function proveChaos(bus: string, seed: number): Promise<void> {
  const told: string[] = [];
  const out = mkdtempSync(join(tmpdir(), 'cadre-chaos-'));
  const options = readOptions([...SHORT, '--seed', String(seed), '--bus', bus, '--out', out]);
  const surroundings = { signal: new AbortController().signal, tell: (line: string) => void told.push(line) };
  const report = await runChaos(options, surroundings).finally(() => rmSync(out, { recursive: true }));
  // What happened, where a person looks for it.
  const story = report.ok ? '' : `${told.join('\n')}\n${printed(report)}`;
  expect(story).toBe('');
  expect(report.faults).toHaveLength(20);
}

describe('twenty faults over two thousand tasks, on PostgreSQL alone', () => {
  it('break no promise', () => proveChaos('postgres', 20), PATIENCE_MS);
});

describeWithRabbitMq('twenty faults over two thousand tasks, on RabbitMQ', () => {
  it('break no promise', () => proveChaos('rabbitmq', 21), PATIENCE_MS);
});
