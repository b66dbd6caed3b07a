import { endStep } from '@cadre/domain';
import type { FoldContext } from './fold-context';

/** A file the submitter may not see is as unknown as one that never was. */
export async function refuseForeignFiles({ draft, session, tools }: FoldContext): Promise<void> {
  const orders = draft.actions.flatMap((action) =>
    action.kind === 'create_task' ? [{ path: action.path, ids: tools.agents.artifactsOf(action.work) }] : [],
  );
  const ids = [...new Set(orders.flatMap((order) => order.ids))];
  if (ids.length === 0) return;
  const visible = await tools.artifacts.getMany(ids, { kind: 'own', userId: session.run.submitted_by });
  const known = new Set(visible.map(({ artifact_id: id }) => id));
  const error = { code: 'PARAMETERS_INVALID', message: 'names a file that is not there' };
  for (const { path } of orders.filter((order) => order.ids.some((id) => !known.has(id)))) {
    endStep(draft, draft.withdrawTask(path), { status: 'failed', error });
  }
}
