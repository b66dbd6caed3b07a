import { Database, unnamedStatement } from '@cadre/persistence';
import type { Installation } from '@cadre/testing';
import { SkewedClock } from '../../faults/time/harness/skewed-clock';
import type { ClockSetting } from '../verdict/real-time';

/** The clock of the world's database, as every service sees it. */
export class WorldClock {
  /** How it was set, from the beginning on. */
  readonly settings: ClockSetting[] = [{ from: -Infinity, aheadMs: 0 }];

  private constructor(
    private readonly clock: SkewedClock,
    private readonly url: string,
  ) {}

  /** Before any service: their sessions must find it. */
  static async install(installation: Installation): Promise<WorldClock> {
    return new WorldClock(await SkewedClock.install(installation), installation.database.url);
  }

  async advance(seconds: number): Promise<void> {
    const aheadMs = (this.settings.at(-1)?.aheadMs ?? 0) + seconds * 1_000;
    this.settings.push({ from: Date.now(), aheadMs });
    await this.clock.set(`${aheadMs} milliseconds`);
  }

  /** How far a new session sees it before the clock of this machine. */
  async aheadSeconds(): Promise<number> {
    const session = new Database({ url: this.url, poolSize: 1 });
    try {
      const [row] = await session.query(unnamedStatement<{ now: Date }>('SELECT now() AS now'), []);
      return (Number(row?.now) - Date.now()) / 1_000;
    } finally {
      await session.close();
    }
  }
}
