import { randomUUID } from 'node:crypto';
import { MicroBatcher } from '../batching/micro-batcher';
import type { BusConnection } from './bus-connection';
import { channelOf, fitsNotification } from './channel';
import { unlessQueueFull } from './notification-queue';
import { PARCEL_NOTICE } from './parcel';
import { SEND_TO_INBOXES, type SentRow } from './sql/inbox.sql';

const PARCEL_LIFETIME_MS = 60_000;
const MAX_BATCH_COST = 4_000_000;
const MAX_WAITING_COST = 64_000_000;
const ROW_COST = 200;
const DEADLINE_MS = 5_000;

interface Mail {
  readonly address: string;
  readonly text: string;
  /** Whether the sender wants to know if somebody has the inbox open. */
  readonly asked: boolean;
}

/** Writes notes to inboxes: small ones inside the notification, large ones as parcels the notification announces. */
export class InboxWriter {
  private readonly batcher: MicroBatcher<Mail, boolean>;

  constructor(private readonly connection: BusConnection) {
    this.batcher = new MicroBatcher({
      run: (batch) => this.write(batch),
      sizeOf: ({ text }) => text.length + ROW_COST,
      maxBatchSize: MAX_BATCH_COST,
      maxWaitingSize: MAX_WAITING_COST,
      deadlineMs: DEADLINE_MS,
    });
  }

  /** False when nobody has that inbox open. Rejects with BusUnavailableError. */
  send(address: string, text: string): Promise<boolean> {
    return this.batcher.add({ address, text, asked: true });
  }

  /** To somebody who waits for it, or does not any more. Rejects with BusUnavailableError. */
  async answer(address: string, text: string): Promise<void> {
    await this.batcher.add({ address, text, asked: false });
  }

  stop(): Promise<void> {
    return this.batcher.stop();
  }

  private async write(batch: readonly Mail[]): Promise<readonly boolean[]> {
    const rows = await unlessQueueFull(
      () => this.insert(batch, (mail) => !fitsNotification(mail.text), true),
      () => this.insert(batch, () => true, false),
    );
    return rows.map((row) => row.open);
  }

  private insert(
    batch: readonly Mail[],
    isParcel: (mail: Mail) => boolean,
    notify: boolean,
  ): Promise<readonly SentRow[]> {
    const items = batch.map((mail) => ({ mail, parcel: isParcel(mail) }));
    return this.connection.query(SEND_TO_INBOXES, [
      items.map(({ mail }) => mail.address),
      items.map(({ mail }) => channelOf(mail.address)),
      items.map(({ mail, parcel }) => (parcel ? PARCEL_NOTICE : mail.text)),
      items.map(({ parcel }) => (parcel ? randomUUID() : null)),
      items.map(({ mail, parcel }) => (parcel ? mail.text : null)),
      items.map(({ mail }) => mail.asked),
      PARCEL_LIFETIME_MS,
      notify,
    ]);
  }
}
