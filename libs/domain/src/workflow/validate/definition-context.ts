import type { JsonSchema } from '../../agent/agent-definition';
import type { ParseCondition } from '../condition/condition';
import type { JsonValue } from '../definition/json-value';

/** Of an agent, what a definition has to fit. */
export interface AgentFacts {
  readonly agent_id: string;
  readonly parameters: JsonSchema;
  /** Null: it may answer anything. */
  readonly output: JsonSchema | null;
}

/** Of a template, what a `workflow` step has to fit. */
export interface TemplateFacts {
  readonly name: string;
  readonly versions: readonly number[];
  /** Of the version that is active. */
  readonly inputs: JsonSchema | null;
}

/** One thing wrong with a value. */
export interface ValueError {
  /** JSON Pointer into the value. */
  readonly path: string;
  readonly message: string;
}

/** What validation has to know, and what the domain cannot do by itself: schemas and the grammar of conditions are packages. */
export interface DefinitionContext {
  readonly agents: ReadonlyMap<string, AgentFacts>;
  readonly templates: ReadonlyMap<string, TemplateFacts>;
  readonly parseCondition: ParseCondition;
  /** Against the published schema of definitions. */
  readonly checkShape: (definition: JsonValue) => readonly ValueError[];
  /** Whether a schema is valid, and safe to compile and to validate with. */
  readonly checkSchema: (schema: JsonSchema) => readonly ValueError[];
  readonly checkValue: (schema: JsonSchema, value: JsonValue) => readonly ValueError[];
}
