import type { Queryable } from '../../database/statement';
import { HOLD_AGENTS } from './sql/hold-agents.sql';
import { NOTE_PROVIDER_KEYS, type ProviderKeyRow } from './sql/note-provider-keys.sql';

/** After so long a silence a worker counts as gone. */
const GONE_SECONDS = 15;

/** A worker's word about one of its keys. */
export interface ProviderKeyBeat {
  readonly keyId: string;
  readonly workerId: string;
  readonly team: string;
  readonly wantedPerMinute: number;
  /** 0: it has never paused the key. */
  readonly pauseNo: number;
  readonly pauseMs: number;
}

/** Who draws on which key of a provider, and which keys are paused. */
export class ProviderKeyStore {
  constructor(private readonly db: Queryable) {}

  /** Of several words of one worker about a key, the one with the latest pause counts. */
  async note(beats: readonly ProviderKeyBeat[]): Promise<readonly ProviderKeyRow[]> {
    if (beats.length === 0) return [];
    const said = [...latest(beats)];
    const rows = await this.db.query(NOTE_PROVIDER_KEYS, [
      said.map(({ keyId }) => keyId),
      said.map(({ workerId }) => workerId),
      said.map(({ team }) => team),
      said.map(({ wantedPerMinute }) => wantedPerMinute),
      said.map(({ pauseNo }) => pauseNo),
      said.map(({ pauseMs }) => pauseMs),
      GONE_SECONDS,
    ]);
    await this.holdAgents(rows);
    return rows;
  }

  /** Who cannot ask anybody is not given anything to ask. Said again with each beat while a pause lasts: a hold may be lost. */
  private async holdAgents(rows: readonly ProviderKeyRow[]): Promise<void> {
    const paused = rows.filter((row) => row.paused_ms > 0).map((row) => row.key_id);
    if (paused.length > 0) await this.db.execute(HOLD_AGENTS, [[...new Set(paused)], GONE_SECONDS]);
  }
}

function latest(beats: readonly ProviderKeyBeat[]): Iterable<ProviderKeyBeat> {
  const byPair = new Map<string, ProviderKeyBeat>();
  for (const beat of beats) {
    const pair = `${beat.keyId} ${beat.workerId}`;
    const before = byPair.get(pair);
    if (before === undefined || beat.pauseNo >= before.pauseNo) byPair.set(pair, beat);
  }
  return byPair.values();
}
