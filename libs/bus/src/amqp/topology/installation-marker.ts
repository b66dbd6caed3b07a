import type { Channel } from 'amqplib';
import { Exchange, INSTALLATION_MARKER } from '@cadre/contracts';
import { ForeignInstallationError } from '../../errors';
import type { BusTelemetry } from '../../telemetry/bus-telemetry';
import { isReply, messageOf, ReplyCode } from '../replies';
import { CLASSIC, type QueueArguments } from './queue-kinds';

/**
 * The broker compares only arguments it knows. The routing key of dead letters is free text that it compares, and without
 * messages it means nothing else.
 */
function markerArguments(installationId: string): QueueArguments {
  return {
    ...CLASSIC,
    'x-max-length': 0,
    'x-dead-letter-exchange': Exchange.DeadLetters,
    'x-dead-letter-routing-key': installationId,
  };
}

const THEIRS = /but current is (?:the value )?'(?<id>[^']+)'/;

/**
 * Claims the virtual host, or finds that it was claimed by us. Throws ForeignInstallationError; the channel is of no use
 * afterwards. Users of a broker that was set up before there was a marker may not declare it: they work without.
 */
export async function claimVhost(
  channel: Channel,
  installationId: string,
  where: { readonly shown: string },
  telemetry: BusTelemetry,
): Promise<void> {
  try {
    await channel.assertQueue(INSTALLATION_MARKER, { durable: true, arguments: markerArguments(installationId) });
    await channel.close();
  } catch (error) {
    if (isReply(error, ReplyCode.PreconditionFailed)) throw foreign(installationId, where.shown, error);
    if (!isReply(error, ReplyCode.AccessRefused)) throw error;
    telemetry.log('warn', 'the virtual host is not marked as ours: a right is missing', { error: messageOf(error) });
  }
}

function foreign(ours: string, shown: string, error: unknown): ForeignInstallationError {
  const theirs = THEIRS.exec(messageOf(error))?.groups?.['id'] ?? 'unknown';
  return new ForeignInstallationError(
    `The virtual host at ${shown} belongs to another installation of Cadre (${theirs}; this one is ${ours}): both would ` +
      'take each other’s messages. Give each installation a virtual host of its own in AMQP_URL. If the other one is gone ' +
      `for good, delete the queue ${INSTALLATION_MARKER} there (in the management UI, or with rabbitmqctl delete_queue).`,
    { cause: error },
  );
}
