import { readNote } from '../inbox/inbox-note';
import type { Requests } from '../inbox/requests';
import type { BusTelemetry } from '../telemetry/bus-telemetry';
import type { Envelope, InboxAddress } from '@cadre/contracts';
import type { BusConnection } from './bus-connection';
import { PARCEL_NOTICE } from './parcel';
import { COLLECT_PARCELS } from './sql/inbox.sql';

export interface InboxReaderParts {
  readonly address: InboxAddress;
  readonly handler: (message: Envelope) => void;
  readonly requests: Requests;
  readonly connection: BusConnection;
  readonly telemetry: BusTelemetry;
}

/** Reads this process's inbox: answers go to the requests that wait for them, everything else to the handler. */
export class InboxReader {
  private collecting: Promise<void> | undefined;
  private collectAgain = false;

  constructor(private readonly parts: InboxReaderParts) {}

  get address(): InboxAddress {
    return this.parts.address;
  }

  notified(payload: string): void {
    if (payload === PARCEL_NOTICE) this.collect();
    else this.read(payload);
  }

  /** Fetches the parcels that wait for this inbox; a notice that comes meanwhile starts one more round. */
  collect(): void {
    this.collectAgain = true;
    this.collecting ??= this.collectAll().finally(() => (this.collecting = undefined));
  }

  private async collectAll(): Promise<void> {
    try {
      while (this.collectAgain) {
        this.collectAgain = false;
        for (const { body } of await this.parts.connection.query(COLLECT_PARCELS, [this.address])) this.read(body);
      }
    } catch (error) {
      // They stay where they are: the next poll names this inbox again.
      this.parts.telemetry.log('warn', 'collecting inbox parcels failed', { address: this.address, error });
    }
  }

  private read(text: string): void {
    const note = readNote(text);
    if (note === null) {
      this.parts.telemetry.log('warn', 'unreadable inbox message', { address: this.address, bytes: text.length });
    } else if (note.answers !== undefined) {
      this.parts.requests.answered(note.answers, note.envelope);
    } else {
      this.handle(note.envelope);
    }
  }

  private handle(message: Envelope): void {
    try {
      this.parts.handler(message);
    } catch (error) {
      this.parts.telemetry.log('error', 'inbox handler failed', { type: message.type, error });
    }
  }
}
