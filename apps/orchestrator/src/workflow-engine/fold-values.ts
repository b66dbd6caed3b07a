import {
  assembleOutput,
  type JsonValue,
  mapOf,
  neededOutputs,
  outputParts,
  type PlanReference,
  type RunDraft,
  type RunValues,
  scopeFor,
  scopesAround,
  type Scope,
  type StepState,
  type WorkflowFacts,
} from '@cadre/domain';
import type { FoldSession, RunRow } from '@cadre/persistence';
import type { Pinned, RunPins } from './run-pins';

interface Reader {
  readonly references: readonly PlanReference[];
  readonly scope: string;
}

/** Loads and opens what templates and conditions are about to look at, and nothing else; each output once in a fold. */
export class FoldValues {
  private readonly outputs = new Map<string, JsonValue>();
  private readonly elements = new Map<string, StepState>();
  private readonly loadedMaps = new Set<string>();
  private readonly items = new Map<string, readonly JsonValue[]>();

  constructor(
    private readonly session: FoldSession,
    private readonly draft: RunDraft,
    private readonly pinned: Pinned,
    private readonly pins: RunPins,
  ) {}

  async load(readers: readonly Reader[]): Promise<void> {
    const needed = readers.flatMap(({ references, scope }) => neededOutputs(this.draft, references, scope));
    await this.loadOutputs([...new Set(needed)]);
    for (const scope of new Set(readers.map((reader) => reader.scope))) await this.loadItems(scope);
  }

  /**
   * The outputs of these steps, of containers gathered. False: they are more than that, and none is loaded.
   *
   * @param atMost characters of JSON
   */
  async loadOutputs(paths: readonly string[], atMost?: number): Promise<boolean> {
    const fresh = paths.filter((path) => !this.outputs.has(path));
    await this.loadElements(fresh);
    const find = (path: string): StepState | undefined => this.draft.find(path) ?? this.elements.get(path);
    const { plan } = this.pinned;
    const parts = fresh.flatMap((path) => outputParts({ plan, find }, path));
    const unknown = parts.filter((path) => find(path)?.output === undefined);
    const loaded = await this.session.outputs(unknown, atMost);
    if (!loaded) return false;
    const own = (path: string): JsonValue | undefined => find(path)?.output ?? loaded.get(path);
    for (const path of fresh) {
      const output = assembleOutput({ plan, find, own }, path);
      if (output !== undefined) this.outputs.set(path, output);
    }
    return true;
  }

  outputOf(path: string): JsonValue | undefined {
    return this.outputs.get(path);
  }

  /** Its output has changed its meaning: a mapping was filled in. */
  forget(path: string): void {
    this.outputs.delete(path);
  }

  scopeOf({ references, scope }: Reader): Scope {
    return scopeFor(this.draft, references, { scope }, this.values());
  }

  private values(): RunValues {
    const { inputs } = this.pinned;
    const workflow = factsOf(this.session.run);
    return { inputs, workflow, outputs: this.outputs, items: (map) => this.items.get(map) };
  }

  /** All elements of the maps below these steps. */
  private async loadElements(paths: readonly string[]): Promise<void> {
    const below = (map: StepState): boolean =>
      paths.some((path) => map.path === path || map.path.startsWith(`${path}.`) || map.path.startsWith(`${path}[`));
    const maps = this.draft
      .all()
      .filter((step) => step.type === 'map' && below(step) && !this.loadedMaps.has(step.path));
    for (const { path } of maps) this.loadedMaps.add(path);
    for (const step of await this.session.elements(maps.map(({ path }) => path))) this.elements.set(step.path, step);
  }

  private async loadItems(scope: string): Promise<void> {
    for (const map of scopesAround(scope).map(mapOf)) {
      if (this.items.has(map)) continue;
      this.items.set(map, this.draft.find(map)?.items ?? (await this.pins.itemsOf(this.session, map)));
    }
  }
}

function factsOf(run: RunRow): WorkflowFacts {
  return {
    ...{ id: run.workflow_id, name: run.name, external_id: run.external_id },
    template: run.template_id === null ? null : run.name,
    ...{ version: run.template_version, started_at: run.submitted_at.toISOString() },
  };
}
