import { uuidv7 } from '@cadre/crypto';
import {
  cancelSteps,
  compensate,
  completeStep,
  deliverSignals,
  endStep,
  fireTimers,
  foldSignals,
  isRunEnd,
  outlookOfRun,
  readySteps,
  type ReadyStep,
  referencesOf,
  resolveTemplate,
  restartElements,
  restartsItself,
  restartSteps,
  type RunDraft,
  runMove,
  type RunStatus,
  type StartTools,
  startStep,
  type StepError,
  type TaskOrder,
} from '@cadre/domain';
import {
  ELEMENT_BATCH,
  type FoldDecision,
  type FoldSession,
  type InboxRow,
  type RunNote,
  type ToldRun,
} from '@cadre/persistence';
import { ChildTemplates } from './child-templates';
import type { FoldTools } from './fold-tools';
import { FoldValues } from './fold-values';
import { type LoadedDraft, loadDraft, tellRun, toSignals } from './load-draft';
import { outputOfRun } from './run-output';
import type { Pinned } from './run-pins';

/** Decides one fold: takes in what happened, starts what can start, ends what has ended. Null: there is nothing to do. */
export async function foldRun(session: FoldSession, tools: FoldTools): Promise<FoldDecision | null> {
  const inbox = await session.inbox();
  const notes: RunNote[] = [];
  const state = tellRun(session, inbox, notes);
  const pinned = await tools.pins.of(session);
  if (isRunEnd(state.status)) return inbox.length > 0 ? nothingMore(session, inbox, pinned) : null;
  const loaded = await loadDraft(session, pinned, state, inbox);
  const fold = new Fold(session, pinned, loaded, tools, notes);
  await fold.run(inbox);
  return fold.decision(inbox);
}

/** A run that has ended keeps its end; whoever waits for it hears of it once more. */
function nothingMore(session: FoldSession, inbox: readonly InboxRow[], { plan: _plan }: Pinned): FoldDecision {
  const { run } = session;
  const asked = inbox.some(({ kind }) => kind === 'retry' || kind === 'cancel');
  return {
    inboxIds: inbox.map(({ inbox_id: id }) => id),
    run: tellRun(session, [], []),
    ...{
      steps: [],
      moved: [],
      notes: [],
      output: undefined,
      tasks: [],
      cancelTasks: [],
      children: [],
      takenSignals: [],
    },
    told: asked ? toldParent(session, run.status, null) : [],
  };
}

class Fold {
  private readonly draft: RunDraft;
  private readonly values: FoldValues;
  private readonly templates: ChildTemplates;
  private output: FoldDecision['output'];
  private started = 0;

  constructor(
    private readonly session: FoldSession,
    pinned: Pinned,
    private readonly loaded: LoadedDraft,
    private readonly tools: FoldTools,
    private readonly notes: RunNote[],
  ) {
    this.draft = loaded.draft;
    this.values = new FoldValues(session, loaded.draft, pinned, tools.pins);
    this.templates = new ChildTemplates(tools.templates, session);
  }

  async run(inbox: readonly InboxRow[]): Promise<void> {
    const { draft } = this;
    await this.tools.agents.refresh();
    foldSignals(draft, toSignals(inbox));
    fireTimers(draft, this.session.run.now.getTime());
    deliverSignals(draft, this.startTools);
    if (draft.run.restarting) restartSteps(draft);
    restartElements(draft);
    await this.advance();
    await this.conclude();
  }

  decision(inbox: readonly InboxRow[]): FoldDecision | null {
    const { draft, notes, session } = this;
    if (inbox.length === 0 && draft.changed.size === 0 && notes.length === 0) return null;
    const { actions } = draft;
    const dropped = new Set(
      draft.all().flatMap(({ status, taskId }) => (status === 'failed' && taskId !== null ? [taskId] : [])),
    );
    return {
      inboxIds: inbox.map(({ inbox_id: id }) => id),
      run: draft.run,
      steps: [...draft.changed].flatMap((path) => draft.find(path) ?? []),
      ...{ moved: draft.moved, notes, output: this.output },
      tasks: actions.flatMap((action) =>
        action.kind === 'create_task' && !dropped.has(action.work.taskId)
          ? [this.tools.agents.taskOf(draft, session.run, action, action.work)]
          : [],
      ),
      cancelTasks: actions.flatMap((action) => (action.kind === 'cancel_task' ? [action.taskId] : [])),
      children: actions.flatMap((action) =>
        action.kind === 'start_child'
          ? [this.templates.runOf({ path: action.path, attempt: action.attempt }, action.child)]
          : [],
      ),
      takenSignals: actions.flatMap((action) => (action.kind === 'take_signal' ? [action] : [])),
      told: this.told(inbox),
    };
  }

  /** Round by round: what one round ends sets others free. */
  private async advance(): Promise<void> {
    const { draft } = this;
    for (let before = -1; before !== draft.moved.length;) {
      before = draft.moved.length;
      cancelSteps(draft);
      await this.mapOutputs();
      const ready = readySteps(draft, ELEMENT_BATCH - this.started);
      await this.startAll(ready);
      if (this.started < ELEMENT_BATCH) continue;
      // The rest is the next fold's: the run's row is not kept from others for long.
      draft.unfinished = true;
      return;
    }
  }

  private async startAll(ready: readonly ReadyStep[]): Promise<void> {
    if (ready.length === 0) return;
    const readers = ready.map(({ node, step }) => ({ references: referencesOf(node, 'start'), scope: step.scope }));
    await this.values.load(readers);
    await this.templates.load(ready);
    for (const [place, one] of ready.entries()) {
      startStep(this.draft, one, this.values.scopeOf(readers[place] ?? { references: [], scope: '' }), this.startTools);
    }
    this.started += ready.length;
    await this.refuseForeignFiles();
  }

  /** A file the submitter may not see is as unknown as one that never was. */
  private async refuseForeignFiles(): Promise<void> {
    const { agents, artifacts } = this.tools;
    const orders = this.draft.actions.flatMap((action) =>
      action.kind === 'create_task' ? [{ path: action.path, ids: agents.artifactsOf(action.work) }] : [],
    );
    const ids = [...new Set(orders.flatMap((order) => order.ids))];
    if (ids.length === 0) return;
    const visible = await artifacts.getMany(ids, { kind: 'own', userId: this.session.run.submitted_by });
    const known = new Set(visible.map(({ artifact_id: id }) => id));
    for (const { path } of orders.filter((order) => order.ids.some((id) => !known.has(id)))) {
      const step = this.draft.find(path);
      const error = { code: 'PARAMETERS_INVALID', message: 'names a file that is not there' };
      if (step?.status === 'running') endStep(this.draft, step, { status: 'failed', error });
    }
  }

  /** Fills in the `output` mappings of steps whose work is done. */
  private async mapOutputs(): Promise<void> {
    for (const path of [...this.draft.unmapped]) {
      const step = this.draft.find(path);
      if (!step) continue;
      const node = this.draft.nodeOf(step);
      const reader = { references: referencesOf(node, 'output'), scope: step.scope };
      await this.values.load([reader]);
      const template = node.templates.output;
      const resolved = template && resolveTemplate(template, this.values.scopeOf(reader));
      this.draft.unmapped.delete(path);
      this.values.forget(path);
      if (!resolved) completeStep(this.draft, step);
      else if (resolved.ok) completeStep(this.draft, this.draft.change(step, { output: resolved.value }));
      else endStep(this.draft, step, { status: 'failed', error: { code: resolved.code, message: resolved.message } });
    }
  }

  private async conclude(): Promise<void> {
    const outlook = outlookOfRun(this.draft);
    if (outlook.kind === 'open') return this.moveRun(outlook.status);
    if (outlook.kind === 'cancelled') return this.moveRun('cancelled');
    if (outlook.kind === 'failed') return this.fail(outlook.error);
    const result = await outputOfRun(this.draft, this.values);
    if (!result.ok) return this.fail({ ...result.error, path: '' });
    this.output = result.value;
    this.moveRun('completed');
  }

  /** Takes the run up again, or undoes what was done, or ends it. */
  private async fail(error: StepError & { readonly path: string }): Promise<void> {
    const { draft } = this;
    if (!draft.run.compensating && restartsItself(draft)) {
      this.notes.push({ type: 'restarting', from: null, to: null });
      draft.changeRun({ restarts: draft.run.restarts + 1 });
      restartSteps(draft);
      draft.unfinished = true;
      return this.moveRun('running');
    }
    draft.changeRun({ error });
    const undoes = [...draft.plan.nodes.values()].some(({ definition }) => definition.compensate !== undefined);
    if (undoes && !draft.run.compensating) {
      this.notes.push({ type: 'compensating', from: null, to: null });
      draft.changeRun({ compensating: true });
      draft.unfinished = true;
      return this.moveRun('running');
    }
    if (await this.undoNext()) return this.moveRun('running');
    draft.changeRun({ compensating: false });
    this.moveRun('failed');
  }

  private async undoNext(): Promise<boolean> {
    const step = this.loaded.compensable === undefined ? undefined : this.draft.find(this.loaded.compensable);
    if (!step) return false;
    const reader = { references: referencesOf(this.draft.nodeOf(step), 'compensate'), scope: step.scope };
    await this.values.load([reader]);
    compensate(this.draft, step, this.values.scopeOf(reader), this.startTools);
    // One that could not be made does not end: nobody tells of it.
    if (this.draft.run.runningSteps === 0) this.draft.unfinished = true;
    return true;
  }

  private moveRun(to: RunStatus): void {
    const from = this.draft.run.status;
    if (from === to) return;
    const type = runMove(from, to);
    if (type === undefined) return;
    this.draft.changeRun({ status: to });
    const { error } = this.draft.run;
    this.notes.push({
      type,
      from,
      to,
      ...(error && to === 'failed' && { data: { path: error.path, error_code: error.code } }),
    });
  }

  private told(inbox: readonly InboxRow[]): ToldRun[] {
    const { draft, session } = this;
    const children = draft.actions.flatMap((action): ToldRun[] => {
      if (action.kind === 'cancel_child') return [{ workflowId: action.childId, kind: 'cancel' }];
      return action.kind === 'retry_child' ? [{ workflowId: action.childId, kind: 'retry' }] : [];
    });
    const passed = (['pause', 'resume'] as const).filter((word) => inbox.some(({ kind }) => kind === word));
    const running = draft
      .all()
      .flatMap(({ status, childId }) => (status === 'running' && childId !== null ? [childId] : []));
    const paused = passed.flatMap((kind) => running.map((workflowId): ToldRun => ({ workflowId, kind })));
    const again: ToldRun[] = draft.unfinished ? [{ workflowId: session.id, kind: 'continue' }] : [];
    return [...children, ...paused, ...again, ...toldParent(session, draft.run.status, draft.run.error)];
  }

  private get startTools(): StartTools {
    const { agents } = this.tools;
    return {
      nowMs: this.session.run.now.getTime(),
      newId: () => uuidv7(),
      judgeTask: (agentId: string, parameters: TaskOrder['parameters']) => agents.judge(agentId, parameters),
      judgeChild: (template, version, inputs) => this.templates.judge(template, version, inputs),
      signals: this.loaded.signals,
    };
  }
}

function toldParent({ run }: FoldSession, status: RunStatus, error: StepError | null): ToldRun[] {
  const { parent_workflow_id: workflowId, parent_path: path, parent_attempt: attempt } = run;
  if (workflowId === null || path === null || !isRunEnd(status)) return [];
  return [{ workflowId, kind: 'child', path, attempt: attempt ?? 1, status, error }];
}
