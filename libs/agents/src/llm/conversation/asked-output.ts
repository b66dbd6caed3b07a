import { isRecord, type JsonSchema } from '../../schema/json-value';

/** The mark of the simulated provider: nobody else may set it. */
const MARK = 'simulated';

/** The output schema as a model sees it. */
export function askedOutput(schema: JsonSchema | null): JsonSchema | null {
  const properties = schema?.['properties'];
  return schema !== null && isRecord(properties) ? { ...schema, properties: without(properties) } : schema;
}

/** A model's answer without the mark. */
export function unmarked(answer: unknown): unknown {
  return isRecord(answer) ? without(answer) : answer;
}

function without(record: Record<string, unknown>): Record<string, unknown> {
  const { [MARK]: _mark, ...rest } = record;
  return rest;
}
