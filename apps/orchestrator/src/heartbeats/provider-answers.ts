import type { HeartbeatV1, ProviderKeyAnswerV1 } from '@cadre/contracts';
import { shareRate } from '@cadre/domain';
import type { ProviderKeyBeat, ProviderKeyRow } from '@cadre/persistence';

/** Requests per minute that a key of the provider may make; undefined for no limit. */
export type KeyLimits = Readonly<Record<string, number | undefined>>;

/** What one worker must know of another one's pause. */
export interface PauseNotice {
  readonly team: string;
  readonly workerId: string;
  readonly keyId: string;
  readonly pauseMs: number;
}

/** A heartbeat's word about the keys its worker uses. */
export function beatsOf({ worker_id, team, provider_keys = [] }: HeartbeatV1): ProviderKeyBeat[] {
  return provider_keys.map(({ key_id, wanted_per_minute, pause }) => ({
    keyId: key_id,
    workerId: worker_id,
    team,
    wantedPerMinute: wanted_per_minute,
    pauseNo: pause?.pause_no ?? 0,
    pauseMs: pause?.pause_ms ?? 0,
  }));
}

/** What each live worker is told of its keys: its share of the limit, and how long the key is still paused. */
export function answersFor(
  rows: readonly ProviderKeyRow[],
  limits: KeyLimits,
): ReadonlyMap<string, readonly ProviderKeyAnswerV1[]> {
  const answers = new Map<string, ProviderKeyAnswerV1[]>();
  for (const [keyId, drawing] of byKey(rows)) {
    const live = drawing.filter((row) => row.live);
    const pausedMs = longestPause(drawing);
    const limit = limits[keyId.slice(0, keyId.indexOf(':'))];
    const shares =
      limit === undefined
        ? []
        : shareRate(
            limit,
            live.map((row) => row.wanted_per_minute),
          );
    live.forEach(({ worker_id }, index) => {
      const answer = { key_id: keyId, requests_per_minute: shares[index] ?? null, paused_ms: pausedMs };
      answers.set(worker_id, [...(answers.get(worker_id) ?? []), answer]);
    });
  }
  return answers;
}

/** Those who draw on a key that somebody has just paused, and did not say so themselves in this batch. */
export function othersToTell(messages: readonly HeartbeatV1[], rows: readonly ProviderKeyRow[]): PauseNotice[] {
  const pausing = messages.flatMap(({ worker_id, provider_keys = [] }) =>
    provider_keys.filter(({ pause }) => pause !== undefined).map(({ key_id }) => ({ key_id, worker_id })),
  );
  return [...byKey(rows)].flatMap(([keyId, drawing]) => {
    const told = new Set(pausing.filter(({ key_id }) => key_id === keyId).map(({ worker_id }) => worker_id));
    const pauseMs = longestPause(drawing);
    if (told.size === 0 || pauseMs === 0) return [];
    const others = drawing.filter(({ live, worker_id }) => live && !told.has(worker_id));
    return others.map(({ team, worker_id }) => ({ team, workerId: worker_id, keyId, pauseMs }));
  });
}

function byKey(rows: readonly ProviderKeyRow[]): ReadonlyMap<string, readonly ProviderKeyRow[]> {
  const keys = new Map<string, ProviderKeyRow[]>();
  for (const row of rows) keys.set(row.key_id, [...(keys.get(row.key_id) ?? []), row]);
  return keys;
}

function longestPause(rows: readonly ProviderKeyRow[]): number {
  return Math.max(0, ...rows.map((row) => row.paused_ms));
}
