/** Which installation this is: the database tells, before the broker is asked for anything. */
export class InstallationId {
  private id: string | undefined;

  /** Undefined until the database was asked. */
  readonly get = (): string | undefined => this.id;

  know(id: string | undefined): void {
    this.id = id;
  }
}
