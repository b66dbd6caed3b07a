import { Socket } from 'node:net';

/**
 * Sends everything that is written in one go of the event loop as one piece. Statements that travel together then wake
 * the server once; on a loopback connection the waking is most of what a small write costs.
 */
export class CoalescingSocket extends Socket {
  private gathering = false;

  override write(chunk: string | Uint8Array, ...rest: never[]): boolean {
    if (!this.gathering) this.gather();
    return super.write(chunk, ...rest);
  }

  private gather(): void {
    this.gathering = true;
    this.cork();
    process.nextTick(() => {
      this.gathering = false;
      this.uncork();
    });
  }
}
