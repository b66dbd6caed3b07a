import { Injectable } from '@nestjs/common';
import { DeadLetterStore, type Origin } from '@cadre/persistence';
import { Announcer } from '../stream/announcer.port';
import type { DiscardAnswer } from './resubmit-answers';
import { deadLetterNotFound, resolvedBefore } from './resubmit-dead-letter';

/** Settles a dead letter without another try. */
@Injectable()
export class DiscardDeadLetter {
  constructor(
    private readonly letters: DeadLetterStore,
    private readonly announcer: Announcer,
  ) {}

  async discard(id: string, origin: Origin): Promise<DiscardAnswer> {
    const letter = await this.letters.get(id);
    if (letter === null) throw deadLetterNotFound();
    const outcome = await this.letters.discard(letter.dlq_id, { origin });
    switch (outcome.kind) {
      case 'discarded':
        this.announcer.announce(outcome.events);
        return { dlq_id: letter.dlq_id, state: 'discarded' };
      case 'resolved':
        throw resolvedBefore(outcome);
      case 'not_found':
        throw deadLetterNotFound();
    }
  }
}
