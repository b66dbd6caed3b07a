import { canonicalJson } from '@cadre/crypto';
import { endStep, type JsonValue, type RunAction } from '@cadre/domain';
import type { FoldContext } from './fold-context';

type TaskToMake = Extract<RunAction, { kind: 'create_task' }>;

interface Wanted {
  readonly path: string;
  readonly hash: string;
  readonly seconds: number;
}

/**
 * Takes earlier results for the new tasks of steps with `cache_seconds`: of the same person's runs, the same agent as it is
 * now, and the same parameters. A result that was taken is none to take again: it would never grow old.
 */
export async function reuseResults(context: FoldContext): Promise<void> {
  const { draft, session } = context;
  const wanted = draft.actions.flatMap((action) => (action.kind === 'create_task' ? wish(context, action) : []));
  if (wanted.length === 0) return;
  const found = await session.earlierResults(wanted);
  for (const { path, hash } of wanted) {
    const output = found.get(hash);
    if (output === undefined) noteHash(context, path, hash);
    else take(context, path, output);
  }
}

function wish({ draft, session, tools }: FoldContext, { path, work }: TaskToMake): Wanted[] {
  const step = draft.find(path);
  // One with a hash was looked at in an earlier round.
  if (!step || step.type !== 'task' || step.cacheHash !== undefined) return [];
  const { cache_seconds: seconds = 0 } = draft.optionsOf(step);
  if (seconds <= 0) return [];
  const { tenant, submitted_by: owner } = session.run;
  const { agentId, parameters } = work;
  const content = canonicalJson([tenant, owner, agentId, tools.agents.versionOf(agentId), parameters]);
  return [{ path, seconds, hash: tools.hash('workflow_cache', content) }];
}

function noteHash({ draft }: FoldContext, path: string, cacheHash: string): void {
  const step = draft.find(path);
  if (step) draft.change(step, { cacheHash });
}

function take({ draft }: FoldContext, path: string, output: JsonValue): void {
  const step = draft.change(draft.withdrawTask(path), { reason: 'cached' });
  endStep(draft, step, { status: 'completed', output });
}
