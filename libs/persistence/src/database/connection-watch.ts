/** Remembers whether a connection was lost, and says so once the database answers again. */
export class ConnectionWatch {
  private broken = false;
  private readonly listeners = new Set<() => void>();

  lost(): void {
    this.broken = true;
  }

  succeeded(): void {
    if (!this.broken) return;
    this.broken = false;
    for (const listener of this.listeners) listener();
  }

  /** Returns the unsubscribe function. */
  onReconnect(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
