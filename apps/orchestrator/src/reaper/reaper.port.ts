import type { ReaperPause } from '@cadre/domain';

/** Whether the silence of workers proves anything now, or may be our own fault. */
export abstract class SilenceEvidence {
  abstract pause(): ReaperPause;
}

/** Ends attempts whose lease has expired. */
export abstract class ReaperWake {
  /** Leases became reapable just now. */
  abstract wake(): void;
}
