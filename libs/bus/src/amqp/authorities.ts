import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigError } from '@cadre/config';
import { BusUnavailableError } from '../errors';
import { messageOf } from './replies';

/** The certificates in the file that AMQP_CA_FILE names. Throws ConfigError. */
export function readAuthorities(file: string): string {
  const text = contentOf(file);
  try {
    // One that is broken would be passed over in silence, and the broker's refused.
    new X509Certificate(text);
  } catch (error) {
    throw new ConfigError([`AMQP_CA_FILE must name a file of certificates as PEM: ${file}: ${messageOf(error)}`]);
  }
  return text;
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError([`AMQP_CA_FILE cannot be read: ${messageOf(error)}`]);
  }
}

/** What Node.js says of a certificate; amqplib passes the words on and nothing else. */
const DISTRUST = /certificate|self.signed|altnames/i;

/** What an operator can do about a certificate that is not trusted; any other error as it is. */
export function explainDistrust(error: unknown, shown: string): unknown {
  if (!DISTRUST.test(messageOf(error))) return error;
  return new BusUnavailableError(
    `the certificate of ${shown} is not trusted (${messageOf(error)}); AMQP_CA_FILE must hold the certificate of the ` +
      'authority that signed it, and the certificate must name the host of AMQP_URL',
    { cause: error },
  );
}
