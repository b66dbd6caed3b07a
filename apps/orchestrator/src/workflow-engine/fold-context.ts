import { uuidv7 } from '@cadre/crypto';
import type { RunDraft, StartTools } from '@cadre/domain';
import type { FoldSession, RunNote } from '@cadre/persistence';
import { ChildTemplates } from './child-templates';
import type { FoldTools } from './fold-tools';
import { FoldValues } from './fold-values';
import type { LoadedDraft } from './load-draft';
import type { Pinned } from './run-pins';

/** What the parts of one fold share. */
export interface FoldContext {
  readonly session: FoldSession;
  readonly draft: RunDraft;
  readonly tools: FoldTools;
  readonly values: FoldValues;
  readonly templates: ChildTemplates;
  readonly start: StartTools;
  /** Events of the run itself, in order. */
  readonly notes: RunNote[];
  /** The step to be undone next. */
  readonly compensable: string | undefined;
}

export function foldContext(
  session: FoldSession,
  pinned: Pinned,
  { draft, signals, compensable }: LoadedDraft,
  tools: FoldTools,
  notes: RunNote[],
): FoldContext {
  const templates = new ChildTemplates(tools.templates, session);
  const values = new FoldValues(session, draft, pinned, tools.pins);
  const start: StartTools = {
    nowMs: session.run.now.getTime(),
    newId: () => uuidv7(),
    judgeTask: (agentId, parameters) => tools.agents.judge(agentId, parameters),
    judgeChild: (template, version, inputs) => templates.judge(template, version, inputs),
    signals,
  };
  return { session, draft, tools, values, templates, start, notes, compensable };
}
