/** Collects the WHERE clause of a statement that depends on what was asked for. Values become parameters, always. */
export class Conditions {
  private readonly parts: string[] = [];
  private readonly values: unknown[] = [];

  /** Registers a value; answers its placeholder. */
  parameter(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  /** Adds a condition made of the value's placeholder, unless there is no value. */
  add(value: unknown, condition: (placeholder: string) => string): this {
    if (value !== undefined && value !== null) this.parts.push(condition(this.parameter(value)));
    return this;
  }

  /** Adds a condition without a value. */
  addText(condition: string): this {
    this.parts.push(condition);
    return this;
  }

  get where(): string {
    return this.parts.length > 0 ? `WHERE ${this.parts.map((part) => `(${part})`).join(' AND ')}` : '';
  }

  get parameters(): readonly unknown[] {
    return this.values;
  }
}

/** A text to be found anywhere: `%` and `_` stand for themselves. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
