import { nearestName } from '../../text/nearest-name';
import type { DefinitionErrorCode } from '../validate/definition-error';
import { isWithin, lineage, type DraftStep } from './draft-step';

/** What one step means by the name of another, or why it cannot mean anything by it. */
export type FoundStep =
  | { readonly ok: true; readonly step: DraftStep }
  | { readonly ok: false; readonly code: DefinitionErrorCode; readonly message: string };

/** Finds steps by name, as seen from another step. */
export class StepDirectory {
  private readonly byNames = new Map<string, DraftStep[]>();
  private readonly byId = new Map<string, DraftStep>();

  constructor(steps: readonly DraftStep[]) {
    for (const step of steps) {
      this.byNames.set(step.names, [...(this.byNames.get(step.names) ?? []), step]);
      if (step.id !== null && !this.byId.has(step.id)) this.byId.set(step.id, step);
    }
  }

  /** By the full names a reference uses. `from` is null for the workflow's own output. */
  byReference(names: string, from: DraftStep | null): FoundStep {
    const [outer, element] = this.byNames.get(names) ?? [];
    const found = element !== undefined && isWithin(from, element) ? element : outer;
    return found === undefined ? this.unknown(names, 'steps.') : visible(found, from);
  }

  /** By id or by full names, as `depends_on` has it. */
  byIdOrNames(name: string, from: DraftStep): FoundStep {
    const found = this.byId.get(name) ?? this.byNames.get(name)?.[0];
    return found === undefined ? this.unknown(name, '') : visible(found, from);
  }

  private unknown(name: string, prefix: string): FoundStep {
    const sameId = this.byId.get(name.slice(name.lastIndexOf('.') + 1));
    const near = sameId?.names ?? nearestName(name, this.byNames.keys());
    const hint = near === undefined || near === name ? '' : ` (did you mean "${prefix}${near}"?)`;
    return { ok: false, code: 'UNKNOWN_STEP', message: `there is no step "${name}"${hint}` };
  }
}

function visible(step: DraftStep, from: DraftStep | null): FoundStep {
  if (step.map !== null && !isWithin(from, step.map)) {
    const message = `"${step.names}" runs once per element of "${step.map.names}"; outside of it refer to "steps.${step.map.names}.output"`;
    return { ok: false, code: 'UNREACHABLE_STEP', message };
  }
  const fork = forkBetween(step, from);
  if (fork === null) return { ok: true, step };
  return { ok: false, code: 'UNREACHABLE_STEP', message: `"${step.names}" is in another branch of "${fork.names}"` };
}

/** The switch of which the two are in different branches. */
function forkBetween(a: DraftStep, b: DraftStep | null): DraftStep | null {
  const line = lineage(b);
  const inA = lineage(a).find((step) => step.parent !== null && line.includes(step.parent));
  const fork = inA?.parent;
  if (inA === undefined || fork?.kind !== 'switch') return null;
  const inB = line[line.indexOf(fork) - 1];
  return inB !== undefined && inB.branch !== inA.branch ? fork : null;
}
