import type { JsonValue } from '../definition/json-value';
import { pointerTo } from '../template/pointer';
import { splitStepPath } from '../template/resolve-path';
import type { DefinitionError, DefinitionErrorCode } from '../validate/definition-error';
import { isWithin, stepError, type DraftStep } from './draft-step';
import { StepDirectory, type FoundStep } from './step-directory';
import type { FoundReference, StepTexts } from './step-texts';
import type { DependencyReason, PlanReference } from './workflow-plan';

/** Why a step waits for another, and where that is written. */
export interface Link {
  readonly target: DraftStep;
  readonly reason: DependencyReason;
  /** The step as it was written; the link may stand at a map around it. */
  readonly writer: DraftStep;
  readonly pointer: string;
}

export interface LinkedSteps {
  readonly links: ReadonlyMap<DraftStep, readonly Link[]>;
  readonly references: ReadonlyMap<DraftStep | null, readonly PlanReference[]>;
  readonly errors: readonly DefinitionError[];
}

/** Read when the step has ended, so that it can be about the step itself. */
const AFTERWARDS: ReadonlySet<string> = new Set(['output', 'compensate']);

/** Finds what every step waits for: by its place in a list, by name, and by what it refers to. */
export function linkSteps(
  steps: readonly DraftStep[],
  texts: ReadonlyMap<DraftStep, StepTexts>,
  outputReferences: readonly FoundReference[],
): LinkedSteps {
  const linker = new Linker(new StepDirectory(steps));
  for (const step of steps) {
    linker.places(step);
    linker.names(step);
    linker.references(step, texts.get(step)?.references ?? []);
  }
  linker.references(null, outputReferences);
  for (const step of steps) linker.branch(step);
  return { links: linker.links, references: linker.found, errors: linker.errors };
}

class Linker {
  readonly links = new Map<DraftStep, Link[]>();
  readonly found = new Map<DraftStep | null, PlanReference[]>();
  readonly errors: DefinitionError[] = [];

  constructor(private readonly directory: StepDirectory) {}

  places(step: DraftStep): void {
    if (step.previous === null || Array.isArray(step.raw['depends_on'])) return;
    this.link({ target: step.previous, reason: 'order', writer: step, pointer: step.pointer });
  }

  names(step: DraftStep): void {
    const names = step.raw['depends_on'];
    if (!Array.isArray(names)) return;
    for (const [index, name] of (names as readonly JsonValue[]).entries()) {
      if (typeof name !== 'string') continue;
      const pointer = pointerTo(step.pointer, 'depends_on', index);
      const found = outside(this.directory.byIdOrNames(name, step), step);
      if (found.ok) this.link({ target: found.step, reason: 'depends_on', writer: step, pointer });
      else this.error(step, found.code, found.message, pointer);
    }
  }

  references(step: DraftStep | null, references: readonly FoundReference[]): void {
    const resolved = references.map(({ path, pointer, field }) => {
      const target = path.root === 'steps' ? this.target(step, { path, pointer, field }) : null;
      if (step !== null && target !== null && !isWithin(target, step)) {
        this.link({ target, reason: 'reference', writer: step, pointer });
      }
      return { path, pointer, field, step: target?.path ?? null };
    });
    this.found.set(step, resolved);
  }

  /** A step of a branch that waits for nobody else in it starts when the branch is chosen. */
  branch(step: DraftStep): void {
    const { parent, branch } = step;
    if (parent === null || branch === null) return;
    const waitsInside = (this.links.get(step) ?? []).some(({ target }) => isWithin(target, parent));
    if (!waitsInside) this.link({ target: parent, reason: 'branch', writer: step, pointer: step.pointer });
  }

  private target(from: DraftStep | null, { path, pointer, field }: FoundReference): DraftStep | null {
    const parts = splitStepPath(path);
    if (parts === null) {
      const hint = `say what of the step: "${['steps', path.segments[0] ?? '<step>', 'output', ...path.segments.slice(1)].join('.')}"`;
      return this.error(
        from,
        'TEMPLATE_INVALID',
        `"${path.source}" has no "output", "status" or "error"; ${hint}`,
        pointer,
      );
    }
    const seen = this.directory.byReference(parts.names, from);
    const found = from === null || AFTERWARDS.has(field) ? seen : outside(seen, from);
    if (found.ok && from !== null && found.step !== from && isWithin(from, found.step)) {
      return this.error(
        from,
        'UNREACHABLE_STEP',
        `"${found.step.names}" ends after this step, which is part of it`,
        pointer,
      );
    }
    return found.ok ? found.step : this.error(from, found.code, found.message, pointer);
  }

  /** Stands at the map around the step if the target is outside of it. */
  private link(link: Link): void {
    let holder = link.writer;
    while (holder.map !== link.target.map && holder.map !== null) holder = holder.map;
    const known = this.links.get(holder) ?? [];
    if (known.some(({ target, reason }) => target === link.target && reason === link.reason)) return;
    this.links.set(holder, [...known, link]);
  }

  private error(step: DraftStep | null, code: DefinitionErrorCode, message: string, pointer: string): null {
    this.errors.push(stepError(step, code, message, pointer));
    return null;
  }
}

/** What a step can wait for: neither itself, nor what it is in or has in it. */
function outside(found: FoundStep, from: DraftStep): FoundStep {
  if (!found.ok) return found;
  const { step } = found;
  if (step === from) return { ok: false, code: 'CYCLE', message: `"${step.names}" would wait for itself` };
  if (isWithin(step, from))
    return { ok: false, code: 'LATER_STEP', message: `"${step.names}" starts after this step, which holds it` };
  if (!isWithin(from, step)) return found;
  return { ok: false, code: 'UNREACHABLE_STEP', message: `"${step.names}" ends after this step, which is part of it` };
}
