import { restartsItself } from './finish-run';
import { restartSteps } from './restart-steps';
import type { RunDraft } from './run-draft';
import type { RunState } from './step-state';

/** What a failed run does: it takes itself up again, begins to undo what it did, or goes on with that until it is done. */
export type Failing = 'restarting' | 'compensating' | 'undoing';

export function failRun(draft: RunDraft, error: RunState['error']): Failing {
  if (!draft.run.compensating && restartsItself(draft)) {
    draft.changeRun({ restarts: draft.run.restarts + 1 });
    restartSteps(draft);
    draft.unfinished = true;
    return 'restarting';
  }
  draft.changeRun({ error });
  if (draft.run.compensating || !canBeUndone(draft)) return 'undoing';
  draft.changeRun({ compensating: true });
  draft.unfinished = true;
  return 'compensating';
}

function canBeUndone({ plan }: RunDraft): boolean {
  return [...plan.nodes.values()].some(({ definition }) => definition.compensate !== undefined);
}
