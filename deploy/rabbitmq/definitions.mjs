/**
 * Makes the definitions that RabbitMQ loads from the ones beside this file, in which nobody has a password.
 *
 *   node deploy/rabbitmq/definitions.mjs passwords           a password for every user, as lines of an .env file
 *   node deploy/rabbitmq/definitions.mjs write <file>        the definitions with the passwords of the environment, hashed
 *
 * The user cadre-worker-testing has its password in AMQP_WORKER_TESTING_PASSWORD.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

const MIN_LENGTH = 16;
const definitions = JSON.parse(readFileSync(new URL('definitions.json', import.meta.url), 'utf8'));
const variableOf = (user) =>
  `AMQP_${user.name
    .replace(/^cadre-/, '')
    .replaceAll('-', '_')
    .toUpperCase()}_PASSWORD`;

/** Letters and digits only, because it becomes part of an address. */
function passwords() {
  for (const user of definitions.users) console.log(`${variableOf(user)}=${randomBytes(24).toString('hex')}`);
}

function write(file) {
  const missing = definitions.users.map(variableOf).filter((name) => (process.env[name] ?? '').length < MIN_LENGTH);
  if (missing.length > 0) fail(`Set ${missing.join(', ')} to ${MIN_LENGTH} letters and digits or more`);
  const users = definitions.users.map((user) => ({ ...user, password_hash: hash(process.env[variableOf(user)]) }));
  // Complete or not there: the broker may look at any time.
  writeFileSync(`${file}.new`, `${JSON.stringify({ ...definitions, users }, null, 2)}\n`, { mode: 0o644 });
  renameSync(`${file}.new`, file);
}

/** The broker's rabbit_password_hashing_sha256: four bytes of salt, then the digest of salt and password. */
function hash(password) {
  const salt = randomBytes(4);
  return Buffer.concat([salt, createHash('sha256').update(salt).update(password).digest()]).toString('base64');
}

function fail(reason) {
  console.error(reason);
  process.exit(78);
}

const [command, file] = process.argv.slice(2);
if (command === 'passwords') passwords();
else if (command === 'write' && file !== undefined) write(file);
else fail('Usage: definitions.mjs passwords | definitions.mjs write <file>');
