import { LRUCache } from 'lru-cache';
import {
  type JsonObject,
  type JsonValue,
  planDefinition,
  type WorkflowDefinition,
  type WorkflowPlan,
} from '@cadre/domain';
import { parseCondition } from '@cadre/expressions';
import { type FoldSession, RunUnreadableError } from '@cadre/persistence';

/** What never changes about a run. */
export interface Pinned {
  readonly plan: WorkflowPlan;
  readonly inputs: JsonObject;
}

const MOST_RUNS = 200;
const MOST_ELEMENTS = 200_000;

/** Opens and plans each run's definition once, and keeps the elements of maps at hand; both are pinned by their run. */
export class RunPins {
  private readonly pins = new LRUCache<string, Pinned>({ max: MOST_RUNS });
  private readonly items = new LRUCache<string, readonly JsonValue[]>({
    maxSize: MOST_ELEMENTS,
    sizeCalculation: (items) => items.length + 1,
  });

  async of(session: FoldSession): Promise<Pinned> {
    const known = this.pins.get(session.id);
    if (known) return known;
    const { definition, inputs } = await session.pinned();
    const pinned = { plan: planOf(definition), inputs };
    this.pins.set(session.id, pinned);
    return pinned;
  }

  async itemsOf(session: FoldSession, map: string): Promise<readonly JsonValue[]> {
    const key = `${session.id}/${map}`;
    const known = this.items.get(key);
    if (known) return known;
    const items = await session.items(map);
    this.items.set(key, items);
    return items;
  }
}

/** It was a definition once; what another version understood by that may not be one now. */
function planOf(definition: WorkflowDefinition): WorkflowPlan {
  try {
    return planDefinition(definition, parseCondition);
  } catch (error) {
    throw new RunUnreadableError('DEFINITION_UNREADABLE', error);
  }
}
