/** The latest value of one kind of news until it has arrived. */
export class Unconfirmed<T> {
  private version = 0;
  private confirmed = 0;
  private value: T | undefined;

  get latest(): T | undefined {
    return this.value;
  }

  set(value: T): void {
    this.value = value;
    this.version += 1;
  }

  /** What has not arrived yet; `confirm` speaks for this value and not for a later one. */
  take(): { readonly value: T | undefined; readonly confirm: () => void } {
    const told = this.version;
    const value = told > this.confirmed ? this.value : undefined;
    return { value, confirm: () => (this.confirmed = Math.max(this.confirmed, told)) };
  }
}
