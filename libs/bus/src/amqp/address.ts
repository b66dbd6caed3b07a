import type { Options } from 'amqplib';

/** Where a broker is and who we are there. */
export interface AmqpAddress {
  readonly connect: Options.Connect;
  /** The broker compares it with the user-id of every message. */
  readonly user: string;
  /** The authorities, as PEM, whose word about the broker counts; undefined: those that Node.js knows. */
  readonly authorities?: string | undefined;
  /** For people: without credentials. */
  readonly shown: string;
}

/**
 * A connection that is silent for two of them is dead, to us and to the broker; `?heartbeat=` in the URL sets another number
 * of seconds. Until the broker notices it keeps what a worker had, its inbox included, so less means to heal sooner. But a
 * process that does nothing for so long loses its connections.
 */
const HEARTBEAT_SECONDS = 6;

/** Reads an amqp:// or amqps:// URL; without credentials in it RabbitMQ's own defaults apply. */
export function readAddress(url: string, authorities?: string): AmqpAddress {
  const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '') || 'localhost';
  const secure = protocol === 'amqps:';
  const portNumber = Number(port) || (secure ? 5671 : 5672);
  const isNamed = username !== '' || password !== '';
  const user = isNamed ? decoded(username) : 'guest';
  const connect = {
    protocol: secure ? 'amqps' : 'amqp',
    hostname: host,
    port: portNumber,
    username: user,
    password: isNamed ? decoded(password) : 'guest',
    // amqplib decodes it.
    vhost: pathname.slice(1) || '/',
    heartbeat: Number(searchParams.get('heartbeat')) || HEARTBEAT_SECONDS,
  };
  return {
    connect,
    user,
    authorities,
    shown: `${secure ? 'amqps' : 'amqp'}://${hostname || host}:${portNumber}${pathname}`,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
