import type { ProgressV1 } from '@cadre/contracts';
import type { AttemptNews } from './attempt-runner.port';

const MAX_TEXT = 500;

/** What has changed about an attempt since the orchestrator last confirmed it. */
export class NewsDesk {
  private version = 0;
  private confirmed = 0;
  private latestProgress: ProgressV1 | undefined;
  private sealedCheckpoint: string | undefined;

  /** Progress never goes backwards. */
  progress(percent: number, message: string | undefined, step: string | undefined): void {
    const floor = this.latestProgress?.percent ?? 0;
    const bounded = Number.isFinite(percent) ? Math.min(100, Math.max(floor, percent)) : floor;
    this.latestProgress = {
      percent: Math.round(bounded * 100) / 100,
      ...(step !== undefined && { current_step: step.slice(0, MAX_TEXT) }),
      ...(message !== undefined && { message: message.slice(0, MAX_TEXT) }),
    };
    this.version += 1;
  }

  checkpoint(sealed: string): void {
    this.sealedCheckpoint = sealed;
    this.version += 1;
  }

  news(): AttemptNews | undefined {
    if (this.version === this.confirmed) return undefined;
    const told = this.version;
    return {
      ...(this.latestProgress !== undefined && { progress: this.latestProgress }),
      ...(this.sealedCheckpoint !== undefined && { sealed_checkpoint: this.sealedCheckpoint }),
      confirm: () => (this.confirmed = Math.max(this.confirmed, told)),
    };
  }
}
