import { type Service, until } from '@cadre/testing';

/** Leases are left alone for one lease time after an orchestrator's start. */
const LONGEST_PAUSE_MS = 60_000;

/** Waits until this orchestrator would end the attempts of a worker that is gone. */
export async function untilReaperWorks(orchestrator: Service): Promise<void> {
  const pauses = /^cadre_reaper_paused\{[^}]*\} ([01])$/gm;
  await until(
    async () => {
      const values = [...(await orchestrator.metrics()).matchAll(pauses)].map(([, value]) => value);
      return values.length > 0 && values.every((value) => value === '0');
    },
    { timeoutMs: LONGEST_PAUSE_MS, intervalMs: 250 },
  );
}
