/** The keywords of JSON Schema 2020-12 an author may have meant. */
export const SCHEMA_KEYWORDS: readonly string[] = [
  ...['type', 'enum', 'const', 'default', 'title', 'description', 'examples', 'format', 'deprecated', '$ref', '$defs'],
  ...['properties', 'required', 'additionalProperties', 'patternProperties', 'propertyNames', 'unevaluatedProperties'],
  ...['minProperties', 'maxProperties', 'dependentRequired', 'dependentSchemas', 'items', 'prefixItems', 'contains'],
  ...[
    'minContains',
    'maxContains',
    'minItems',
    'maxItems',
    'uniqueItems',
    'unevaluatedItems',
    'minLength',
    'maxLength',
  ],
  ...['pattern', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'],
];
