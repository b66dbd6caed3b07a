import type { ProgressV1 } from '@cadre/contracts';
import type { AttemptNews } from './attempt-runner.port';
import { Unconfirmed } from './unconfirmed';

const MAX_TEXT = 500;

/** What has changed about an attempt since the orchestrator last confirmed it: a checkpoint may be large. */
export class NewsDesk {
  private readonly progressNews = new Unconfirmed<ProgressV1>();
  private readonly checkpointNews = new Unconfirmed<string>();

  /** Progress never goes backwards. */
  progress(percent: number, message: string | undefined, step: string | undefined): void {
    const floor = this.progressNews.latest?.percent ?? 0;
    const bounded = Number.isFinite(percent) ? Math.min(100, Math.max(floor, percent)) : floor;
    this.progressNews.set({
      percent: Math.round(bounded * 100) / 100,
      ...(step !== undefined && { current_step: step.slice(0, MAX_TEXT) }),
      ...(message !== undefined && { message: message.slice(0, MAX_TEXT) }),
    });
  }

  checkpoint(sealed: string): void {
    this.checkpointNews.set(sealed);
  }

  news(): AttemptNews | undefined {
    const progress = this.progressNews.take();
    const checkpoint = this.checkpointNews.take();
    if (progress.value === undefined && checkpoint.value === undefined) return undefined;
    return {
      ...(progress.value !== undefined && { progress: progress.value }),
      ...(checkpoint.value !== undefined && { sealed_checkpoint: checkpoint.value }),
      confirm: () => {
        progress.confirm();
        checkpoint.confirm();
      },
    };
  }
}
