import { assembleOutput, elementPath, type JsonValue, outputParts, type WorkflowPlan } from '@cadre/domain';
import type { StepDetails } from '@cadre/persistence';
import { errorIn } from '../../http/payload-error';
import type { StepItem } from './workflow-answers';

/** What containers gather is shown once more, up to so many characters in one answer. */
const GATHERED_CHARACTERS = 2 * 1024 * 1024;

type ShownOutput = Pick<StepItem, 'output' | 'output_omitted' | 'output_error'>;

/** What the steps of one answer put out, containers included as far as all that is in them is at hand. */
export class StepOutputs {
  private readonly byPath: ReadonlyMap<string, StepDetails>;
  private readonly sizes = new Map<string, number>();
  private left = GATHERED_CHARACTERS;

  constructor(
    private readonly plan: WorkflowPlan,
    steps: readonly StepDetails[],
  ) {
    this.byPath = new Map(steps.map((step) => [step.path, step]));
  }

  of(step: StepDetails): ShownOutput {
    const { output, output_omitted } = step;
    if (output_omitted) return OMITTED;
    const error = errorIn(output);
    if (error) return { output: null, output_error: error };
    if (output.kind === 'opened') return { output: output.value };
    return step.status === 'completed' && CONTAINERS.has(step.type) ? this.gathered(step) : { output: null };
  }

  private gathered({ path }: StepDetails): ShownOutput {
    const source = { plan: this.plan, find: (at: string) => this.byPath.get(at), own: (at: string) => this.own(at) };
    const parts = outputParts(source, path);
    if (!parts.every((part) => this.isAtHand(part))) return OMITTED;
    const size = parts.reduce((sum, part) => sum + this.sizeOf(part), 0);
    if (size > this.left) return OMITTED;
    this.left -= size;
    return { output: assembleOutput(source, path) ?? null };
  }

  /** Whether it could be read, and every element of it. */
  private isAtHand(path: string): boolean {
    const step = this.byPath.get(path);
    if (!step || step.output_omitted || step.output.kind === 'unreadable') return false;
    if (step.type !== 'map' || step.output.kind === 'opened') return true;
    return Array.from({ length: step.created }, (_, index) => elementPath(path, index)).every((element) =>
      this.byPath.has(element),
    );
  }

  private own(path: string): JsonValue | undefined {
    const output = this.byPath.get(path)?.output;
    // Results and outputs are JSON.
    return output?.kind === 'opened' ? (output.value as JsonValue) : undefined;
  }

  private sizeOf(path: string): number {
    const known = this.sizes.get(path);
    if (known !== undefined) return known;
    const size = JSON.stringify(this.own(path) ?? null).length;
    this.sizes.set(path, size);
    return size;
  }
}

const CONTAINERS: ReadonlySet<string> = new Set(['parallel', 'map', 'switch']);
const OMITTED = { output: null, output_omitted: true } as const;
