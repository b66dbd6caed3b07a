/** Ends attempts whose lease has expired. */
export abstract class ReaperWake {
  /** Leases became reapable just now. */
  abstract wake(): void;
}
