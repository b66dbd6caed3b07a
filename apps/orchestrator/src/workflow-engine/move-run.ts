import { runMove, type RunDraft, type RunStatus } from '@cadre/domain';
import type { RunNote } from '@cadre/persistence';

/** Moves a run along its table, with the event of the move; a status it has already is no move. */
export function moveRun(draft: RunDraft, notes: RunNote[], to: RunStatus): void {
  const { status: from, error } = draft.run;
  const type = runMove(from, to);
  if (from === to || type === undefined) return;
  draft.changeRun({ status: to });
  const data = error && to === 'failed' ? { data: { path: error.path, error_code: error.code } } : {};
  notes.push({ type, from, to, ...data });
}
