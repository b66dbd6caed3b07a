import { Injectable } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import { sha256Hex, verifyWebhook } from '@cadre/crypto';
import { WaitStore } from '@cadre/persistence';
import { ProblemError } from '../http/problem.error';
import { Announcer } from '../stream/announcer.port';
import type { CallbackAnswer } from './callback-answers';
import { readCallback } from './read-callback';

/** A callback as it came in. */
export interface IncomingCallback {
  readonly token: string;
  readonly id: string;
  /** Seconds since 1970, as the sender says. */
  readonly timestamp: number;
  readonly signatures: string;
  readonly body: Buffer;
}

/** A service may be faster than the report of the attempt that handed the task over. */
const NOT_YET_SECONDS = 2;
const MAX_ID = 200;

/** Takes what a service calls back with: once, and only from whoever has the agent's secret. */
@Injectable()
export class TakeCallback {
  constructor(
    private readonly waits: WaitStore,
    private readonly announcer: Announcer,
  ) {}

  async take(callback: IncomingCallback): Promise<CallbackAnswer> {
    const awaited = await this.waits.find(sha256Hex(callback.token));
    if (awaited === null) throw notFound();
    requireSignature(awaited.secret, callback);
    const content = readCallback(callback.body);
    const outcome = await this.waits.answer(awaited.taskId, { id: callback.id, content });
    switch (outcome.kind) {
      case 'resumed':
        this.announcer.announce(outcome.events);
        return { task_id: awaited.taskId, repeated: false };
      case 'repeated':
        return { task_id: awaited.taskId, repeated: true };
      case 'closed':
        throw new ProblemError(ProblemCode.CallbackClosed, 'The task has had its answer, or has ended otherwise.');
    }
  }
}

function requireSignature(secret: Buffer, { id, timestamp, signatures, body }: IncomingCallback): void {
  const complete = id !== '' && id.length <= MAX_ID && Number.isInteger(timestamp);
  const now = Math.floor(Date.now() / 1000);
  const verdict = complete ? verifyWebhook(secret, { id, timestamp, body }, signatures, now) : 'wrong_signature';
  if (verdict === 'valid') return;
  if (verdict === 'stale') {
    throw new ProblemError(ProblemCode.SignatureStale, 'The callback was signed more than five minutes ago.');
  }
  throw new ProblemError(ProblemCode.SignatureInvalid, 'The callback is not signed with the secret of the agent.');
}

function notFound(): ProblemError {
  return new ProblemError(ProblemCode.CallbackNotFound, 'Nothing waits for this callback, or not yet.', {
    headers: { 'retry-after': String(NOT_YET_SECONDS) },
  });
}
