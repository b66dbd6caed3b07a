import { randomInt } from 'node:crypto';
import type { Envelope } from '@cadre/contracts';
import { BusStoppedError, RequestTimeoutError } from '../errors';

interface PendingRequest {
  resolve(answer: Envelope): void;
  reject(error: Error): void;
  readonly timer: NodeJS.Timeout;
}

/** The requests of this process that wait for their answers, by the number that travels with each. */
export class PendingRequests {
  /** Begins anywhere: an answer meant for a process that had this inbox before must not fit a request of this one. */
  private lastNumber = randomInt(2 ** 47);
  private readonly pending = new Map<number, PendingRequest>();

  /** Opens a request; its promise rejects with RequestTimeoutError when the time is up. */
  open(queue: string, timeoutMs: number): { readonly number: number; readonly answer: Promise<Envelope> } {
    const number = ++this.lastNumber;
    const answer = new Promise<Envelope>((resolve, reject) => {
      const timer = setTimeout(
        () => this.fail(number, new RequestTimeoutError(`No answer from ${queue} within ${timeoutMs} ms.`)),
        timeoutMs,
      );
      this.pending.set(number, { resolve, reject, timer });
    });
    return { number, answer };
  }

  /** False when nobody waits for it any more. */
  answer(number: number, answer: Envelope): boolean {
    const request = this.close(number);
    request?.resolve(answer);
    return request !== undefined;
  }

  fail(number: number, error: Error): void {
    this.close(number)?.reject(error);
  }

  failAll(): void {
    for (const number of [...this.pending.keys()]) this.fail(number, new BusStoppedError('The bus was stopped.'));
  }

  private close(number: number): PendingRequest | undefined {
    const request = this.pending.get(number);
    this.pending.delete(number);
    clearTimeout(request?.timer);
    return request;
  }
}
