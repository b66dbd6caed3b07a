import { isJsonObject, type JsonValue } from '../definition/json-value';

/** Steps, those inside them included, each with its `type` written out. */
export function withTypes(steps: JsonValue | undefined): JsonValue {
  return Array.isArray(steps) ? (steps as readonly JsonValue[]).map(withType) : (steps ?? null);
}

export function withType(step: JsonValue): JsonValue {
  if (!isJsonObject(step)) return step;
  const { type } = step;
  if (type === undefined) return { ...step, type: 'task' };
  if (type === 'parallel') return { ...step, tasks: withTypes(step['tasks']) };
  if (type === 'map') return { ...step, task: withType(step['task'] ?? null) };
  if (type !== 'switch') return step;
  const otherwise = step['default'] === undefined ? {} : { default: withTypes(step['default']) };
  return { ...step, cases: withTypesInCases(step['cases']), ...otherwise };
}

function withTypesInCases(cases: JsonValue | undefined): JsonValue {
  if (!Array.isArray(cases)) return cases ?? null;
  return (cases as readonly JsonValue[]).map((each) =>
    isJsonObject(each) ? { ...each, steps: withTypes(each['steps']) } : each,
  );
}
