import type { JsonValue, RunState, StepMoved, StepState } from '@cadre/domain';
import type { CommittedEvent } from '../../task/committed-event';
import type { NewTask } from '../../task/new-task';
import type { NewRun } from '../run/new-run';
import type { RunEventRow, RunRow } from '../run-row';

/** Something another run is told. */
export interface ToldRun {
  readonly workflowId: string;
  readonly kind: 'child' | 'cancel' | 'retry' | 'pause' | 'resume' | 'continue';
  readonly path?: string;
  readonly attempt?: number;
  readonly status?: string;
  readonly error?: { readonly code: string; readonly message: string } | null;
}

/** What a fold has decided. */
export interface FoldDecision {
  readonly inboxIds: readonly string[];
  readonly run: RunState;
  readonly steps: readonly StepState[];
  readonly moved: readonly StepMoved[];
  /** Events of the run itself. */
  readonly notes: readonly RunNote[];
  readonly output: JsonValue | undefined;
  readonly tasks: readonly NewTask[];
  readonly cancelTasks: readonly string[];
  readonly children: readonly NewRun[];
  readonly takenSignals: readonly { readonly signalId: string; readonly path: string }[];
  readonly told: readonly ToldRun[];
}

export interface RunNote {
  readonly type: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** What a committed fold has to tell. */
export interface Folded {
  readonly run: RunRow;
  readonly rows: number;
  readonly runEvents: readonly RunEventRow[];
  readonly taskEvents: readonly CommittedEvent[];
  /** Other runs that have to look at once. */
  readonly told: boolean;
}
