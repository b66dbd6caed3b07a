import { isRecord, type JsonSchema } from '../../schema/json-value';

/**
 * True when a schema holds an object whose members nobody named. A provider that constrains the answer by the schema
 * closes every object, so such a one could only be empty.
 */
export function isFreeForm(schema: JsonSchema): boolean {
  return Object.values(schema).some(holdsFreeForm) || isOpenMap(schema);
}

function holdsFreeForm(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsFreeForm);
  return isRecord(value) && isFreeForm(value);
}

function isOpenMap({ type, properties, additionalProperties, patternProperties }: JsonSchema): boolean {
  if (type !== 'object') return false;
  const named = isRecord(properties) && Object.keys(properties).length > 0;
  return (
    patternProperties !== undefined || isRecord(additionalProperties) || (!named && additionalProperties !== false)
  );
}
