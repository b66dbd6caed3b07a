import { type Installation, type Service, until } from '@cadre/testing';
import { armed, crashPointsOf } from '../../harness/crash-scenarios';
import { afterMs } from '../../harness/seeded';

/** An armed one that does not come to its point in this time is killed where it is. */
const PATIENCE_MS = 4_000;
const LATEST_KILL_MS = 1_500;

export interface Deaths {
  readonly atPoints: number;
  readonly anywhere: number;
}

/**
 * Two orchestrators side by side, each killed and replaced again and again: in turns at one of the named points of a fold,
 * after a random number of passings, and at a random moment.
 */
export class DeadlyOrchestrators {
  private atPoints = 0;
  private anywhere = 0;

  constructor(
    private readonly installation: Installation,
    private readonly random: () => number,
  ) {}

  /** @param kills of both together; answers how they died when both are well again */
  async run(kills: number, beforeEach: () => Promise<void>): Promise<Deaths> {
    const halves = [Math.ceil(kills / 2), Math.floor(kills / 2)];
    await Promise.all(halves.map((count, offset) => this.one(count, offset, beforeEach)));
    return { atPoints: this.atPoints, anywhere: this.anywhere };
  }

  private async one(kills: number, offset: number, beforeEach: () => Promise<void>): Promise<void> {
    for (let kill = 0; kill < kills; kill += 1) {
      await beforeEach();
      if ((kill + offset) % 2 === 0) await this.killAtPoint();
      else await this.killAnywhere();
    }
    await this.installation.orchestrator();
  }

  private async killAtPoint(): Promise<void> {
    const points = crashPointsOf('fold');
    const point = points[Math.floor(this.random() * points.length)] ?? 'fold.before_commit';
    const victim = await this.start(armed(point, 1 + Math.floor(this.random() * 8)));
    await until(() => victim?.isRunning !== true, { timeoutMs: PATIENCE_MS }).catch(() => undefined);
    if (victim?.isRunning === true) {
      await victim.kill();
      this.anywhere += 1;
    } else this.atPoints += 1;
  }

  private async killAnywhere(): Promise<void> {
    const victim = await this.start({});
    await afterMs(this.random() * LATEST_KILL_MS);
    await victim?.kill();
    this.anywhere += 1;
  }

  /** Undefined: it died before it could say that it is ready. */
  private async start(env: Readonly<Record<string, string>>): Promise<Service | undefined> {
    return this.installation.orchestrator(env).catch(() => undefined);
  }
}
