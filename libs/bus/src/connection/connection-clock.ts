/** Whether a bus is connected, and since when it has been so. */
export class ConnectionClock {
  private connected = false;
  private since = performance.now();

  update(connected: boolean): void {
    if (connected === this.connected) return;
    this.connected = connected;
    this.since = performance.now();
  }

  get state(): { readonly connected: boolean; readonly since: number } {
    return { connected: this.connected, since: this.since };
  }
}
