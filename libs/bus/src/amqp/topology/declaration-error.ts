import { BusUnavailableError, TopologyMismatchError } from '../../errors';
import { isReply, messageOf, ReplyCode } from '../replies';

const DIFFERENCE =
  /inequivalent arg '(?<argument>[^']+)' for .*?: received (?<ours>.+?) but current is (?<theirs>.+?)"?$/;

/** Says which argument of what differs, and what an operator can do about it. */
export function toDeclarationError(what: string, error: unknown): Error {
  if (!isReply(error, ReplyCode.PreconditionFailed)) {
    return new BusUnavailableError(`Declaring ${what} failed: ${messageOf(error)}`, { cause: error });
  }
  return new TopologyMismatchError(`${difference(what, messageOf(error))} ${REMEDY}`, { cause: error });
}

const REMEDY =
  'Delete it at the broker (in the management UI, or with rabbitmqctl delete_queue): it is declared again within ' +
  'seconds, and nothing is lost, because tasks are kept in the database and sent again.';

function difference(what: string, reason: string): string {
  const { argument, ours, theirs } = DIFFERENCE.exec(reason)?.groups ?? {};
  if (argument === undefined) return `At the broker ${what} differs from what this version declares (${reason}).`;
  return `At the broker ${what} has another '${argument}' than this version declares: wanted ${told(ours)}, found ${told(theirs)}.`;
}

/** The broker's "the value '10' of type 'signedint'" is longer than people need. */
function told(value = 'unknown'): string {
  return value.replace(/^(?:the value )?'(.*?)'(?: of type '.*')?$/, '$1');
}
