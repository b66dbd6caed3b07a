/** What a task that is accepted now may expect. Null where nothing is known yet. */
export interface Outlook {
  /** 1 = next. */
  readonly position: number | null;
  readonly waitSeconds: number | null;
}

export interface Place {
  readonly team: string;
  readonly agentId: string;
  readonly priority: number;
}

/** Guesses about queues, from statistics that are seconds old: never a query per request. Also the injection token. */
export abstract class QueueOutlook {
  /** For a task that is about to wait at the end of its priority. */
  abstract forNewcomer(place: Place): Outlook;
  /** About how many go before a task that has been due for so long. */
  abstract aheadOf(place: Place, waitedSeconds: number): number;
  /** How long a task with so many before it will wait. */
  abstract waitSeconds(place: Place, ahead: number): number | null;
  /** How long attempts of an agent take. */
  abstract durationSeconds(agentId: string): number | null;
  /** Counts a task that was accepted here since the statistics were made. */
  abstract noteAccepted(place: Place): void;
}
