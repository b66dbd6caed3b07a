import type { Installation } from '@cadre/testing';
import { ProbeWorker, type ProbeWorkerOptions } from '../../../apps/orchestrator/src/testing/probe-worker';

/** A worker of this installation that says only what the test tells it to. */
export async function probeAt(
  { database, ring }: Installation,
  options: Partial<ProbeWorkerOptions> = {},
): Promise<ProbeWorker> {
  const probe = new ProbeWorker({ busUrl: database.busUrl, ring, team: 'platform', ...options });
  await probe.start();
  return probe;
}
