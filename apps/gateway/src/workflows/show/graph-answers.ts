import { DEPENDENCY_REASONS, type GraphEdge, type GraphNode, STEP_TYPES, StepStatus } from '@cadre/domain';
import { Shown } from '../../http/shown';

/** A step as it is drawn. */
export class GraphNodeItem {
  @Shown({ type: 'string', description: 'Where it stands in the definition: stories[] is the element of a map' })
  path!: string;

  @Shown({ type: 'string', enum: STEP_TYPES })
  kind!: string;

  @Shown({ type: 'string' })
  label!: string;

  @Shown({ type: 'string', nullable: true, description: 'The agent, the template or the signal' })
  calls!: string | null;

  @Shown({ type: 'string', nullable: true, description: 'The path of the step it stands in' })
  parent!: string | null;

  @Shown({ nullable: true, description: 'Of a switch: the number of its case, or default' })
  branch!: number | 'default' | null;

  @Shown({ type: 'string', nullable: true, description: 'The condition of its branch' })
  when!: string | null;

  @Shown({ type: 'string', enum: Object.values(StepStatus), nullable: true, description: 'Null before it is run' })
  status!: string | null;

  @Shown({
    type: 'object',
    additionalProperties: { type: 'integer' },
    required: false,
    description: 'Inside of maps: how many of its elements stand how',
  })
  counts?: Readonly<Record<string, number>>;
}

/** One step waits for another. */
export class GraphEdgeItem {
  @Shown({ type: 'string' })
  from!: string;

  @Shown({ type: 'string' })
  to!: string;

  @Shown({ type: 'array', items: { type: 'string', enum: DEPENDENCY_REASONS } })
  reasons!: readonly string[];
}

/** What to draw. Containers come before what is in them. */
export class GraphAnswer {
  @Shown({ type: [GraphNodeItem] })
  nodes!: readonly GraphNode[];

  @Shown({ type: [GraphEdgeItem] })
  edges!: readonly GraphEdge[];
}
