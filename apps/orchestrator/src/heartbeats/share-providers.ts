import { Inject, Injectable } from '@nestjs/common';
import { WORK_BUS, type WorkBus } from '@cadre/bus';
import { createEnvelope, type HeartbeatV1, MessageType, type ProviderKeyAnswerV1, workerInbox } from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';
import { ProviderKeyStore } from '@cadre/persistence';
import { Process } from '../process/process.port';
import { answersFor, beatsOf, type KeyLimits, othersToTell, type PauseNotice } from './provider-answers';

/**
 * Divides the limits of providers' keys among the workers that draw on them, and tells of pauses: one worker's 429 keeps
 * all of them away. Costs a statement per batch with a worker that has a provider, and none otherwise.
 */
@Injectable()
export class ShareProviders {
  private readonly limits: KeyLimits;

  constructor(
    private readonly store: ProviderKeyStore,
    @Inject(WORK_BUS) private readonly bus: WorkBus,
    private readonly process: Process,
  ) {
    const { anthropicRequestsPerMinute, openaiRequestsPerMinute } = process.config;
    this.limits = { anthropic: anthropicRequestsPerMinute, openai: openaiRequestsPerMinute };
  }

  /** By worker. Empty when the database did not answer: workers then keep what they were told before, and ask again. */
  async share(messages: readonly HeartbeatV1[]): Promise<ReadonlyMap<string, readonly ProviderKeyAnswerV1[]>> {
    try {
      const rows = await this.store.note(messages.flatMap(beatsOf));
      for (const notice of othersToTell(messages, rows)) this.tell(notice);
      return answersFor(rows, this.limits);
    } catch (error) {
      this.process.outages.failed('providers', error);
      return new Map();
    }
  }

  /** Best effort: the next heartbeat's answer says it again. */
  private tell({ team, workerId, keyId, pauseMs }: PauseNotice): void {
    const data = { action: 'pause_provider', key_id: keyId, pause_ms: pauseMs } as const;
    const envelope = createEnvelope(MessageType.Control, 1, data, { id: uuidv7(), time: new Date() });
    this.bus
      .send(workerInbox(team, workerId), { envelope, priority: 1 })
      .catch((error: unknown) => this.process.logger.debug({ err: error }, 'a pause was not passed on'));
  }
}
