import { judgeChild } from '@cadre/agents';
import { type JsonValue, type Judged, planDefinition, type ReadyStep } from '@cadre/domain';
import { parseCondition } from '@cadre/expressions';
import type { FoldSession, NewRun, TemplateDetails, WorkflowTemplateStore } from '@cadre/persistence';

/** Runs inside runs, counted from the one that nobody but a person or a schedule started. */
const MOST_LEVELS = 10;

/** The templates that the steps of one fold start as children. */
export class ChildTemplates {
  private readonly found = new Map<string, TemplateDetails>();

  constructor(
    private readonly store: WorkflowTemplateStore,
    private readonly session: FoldSession,
  ) {}

  async load(ready: readonly ReadyStep[]): Promise<void> {
    const { tenant, submitted_by: userId } = this.session.run;
    for (const { node } of ready) {
      const { definition } = node;
      if (definition.type !== 'workflow') continue;
      const { template, version } = definition;
      const key = keyOf(template, version ?? null);
      const found =
        this.found.get(key) ?? (await this.store.getIn(this.session.tx, template, { tenant, userId }, version));
      if (found) this.found.set(key, found);
    }
  }

  judge(template: string, version: number | null, inputs: JsonValue): Judged {
    const found = this.found.get(keyOf(template, version));
    const definition = found?.definition.kind === 'opened' ? found.definition.value : undefined;
    if (definition && this.session.run.level >= MOST_LEVELS) {
      return { ok: false, error: { code: 'TOO_MANY_LEVELS', message: `runs may stand ${MOST_LEVELS} levels deep` } };
    }
    return judgeChild(template, definition, inputs);
  }

  /** The run that a step starts. */
  runOf(
    at: { readonly path: string; readonly attempt: number },
    order: {
      readonly childId: string;
      readonly template: string;
      readonly version: number | null;
      readonly inputs: JsonValue;
    },
  ): NewRun {
    const { run } = this.session;
    const found = this.found.get(keyOf(order.template, order.version));
    if (found?.definition.kind !== 'opened') throw new TypeError(`Template ${order.template} was not judged.`);
    const { value: definition } = found.definition;
    const { nodes } = planDefinition(definition, parseCondition);
    return {
      ...{ workflowId: order.childId, externalId: null, tenant: run.tenant, submittedBy: run.submitted_by },
      ...{ submittedByEmail: run.submitted_by_email, name: definition.name, definition, inputs: order.inputs },
      template: { templateId: found.template_id, version: found.version.version },
      totalSteps: [...nodes.values()].filter(({ map }) => map === null).length,
      traceParent: run.trace_parent,
      parent: { workflowId: run.workflow_id, ...at, level: run.level + 1 },
    };
  }
}

function keyOf(template: string, version: number | null): string {
  return `${template}@${version ?? 'active'}`;
}
