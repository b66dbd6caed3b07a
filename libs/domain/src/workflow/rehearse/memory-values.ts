import type { JsonObject, JsonValue } from '../definition/json-value';
import type { PlanReference } from '../plan/workflow-plan';
import { assembleOutput } from '../run/assemble-output';
import { instancePath } from '../run/instance-path';
import type { RunDraft } from '../run/run-draft';
import { neededOutputs, scopeFor } from '../run/step-scope';
import type { StepState } from '../run/step-state';
import { jsonSize } from '../template/json-size';
import type { Scope, WorkflowFacts } from '../template/resolve-path';
import { REHEARSAL_LIMITS } from './rehearsal-budget';

/** The values of a run that is all in memory. */
export interface KeptValues {
  readonly inputs: JsonObject;
  readonly workflow: WorkflowFacts;
  /** What steps put out themselves, by their paths. */
  readonly outputs: ReadonlyMap<string, JsonValue>;
  readonly steps: ReadonlyMap<string, StepState>;
}

export interface Reader {
  readonly references: readonly PlanReference[];
  readonly scope: string;
}

/** What templates and conditions look at while a draft is folded. */
export class MemoryValues {
  constructor(
    private readonly draft: RunDraft,
    private readonly kept: KeptValues,
  ) {}

  /** With what that costs: all that the references read, in characters. */
  scopeOf({ references, scope }: Reader): { readonly scope: Scope; readonly reads: number } {
    const outputs = new Map<string, JsonValue>();
    for (const path of neededOutputs(this.draft, references, scope)) {
      const output = this.outputOf(path);
      if (output !== undefined) outputs.set(path, output);
    }
    const { inputs, workflow } = this.kept;
    const items = (map: string) => this.find(map)?.items;
    const found = scopeFor(this.draft, references, { scope }, { inputs, workflow, outputs, items });
    const sizes = new Map<string, number>();
    const reads = references.map((reference) => {
      const key = reference.step === null ? reference.path.root : instancePath(reference.step, scope);
      const size = sizes.get(key) ?? sizeOf(readBy(reference, found, outputs.get(key)));
      sizes.set(key, size);
      return size;
    });
    return { scope: found, reads: reads.reduce((sum, size) => sum + size, 0) };
  }

  outputOf(path: string): JsonValue | undefined {
    const find = (at: string): StepState | undefined => this.find(at);
    const own = (at: string): JsonValue | undefined => find(at)?.output ?? this.kept.outputs.get(at);
    return assembleOutput({ plan: this.draft.plan, find, own }, path);
  }

  /** Elements that have ended are no part of the draft. */
  private find(path: string): StepState | undefined {
    return this.draft.find(path) ?? this.kept.steps.get(path);
  }
}

function readBy({ path }: PlanReference, scope: Scope, output: JsonValue | undefined): JsonValue | undefined {
  if (path.root === 'inputs') return scope.inputs;
  return path.root === 'item' ? scope.item : output;
}

function sizeOf(value: JsonValue | undefined): number {
  return value === undefined ? 0 : jsonSize(value, REHEARSAL_LIMITS.characters);
}
