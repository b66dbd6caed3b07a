/**
 * A PostgreSQL array as text: `{"a","b"}`. One row's array inside an array of rows has to travel like this, because
 * PostgreSQL's arrays of arrays must be rectangular.
 */
export function arrayLiteral(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
