import { resolve } from 'node:path';
import { CRASH_POINTS } from '../crash/crash-point-names';
import { integer, name, oneOf, path, text, url } from '../reading/kinds';
import { optional, required, setting } from '../reading/setting';

const amqpUrl = optional(
  'AMQP_URL',
  url('amqp', 'amqps'),
  'a RabbitMQ 3.10 or newer as the bus, with a user whose rights fit this service',
  { secret: true, shownDefault: 'the bus is PostgreSQL' },
);

const amqpCaFile = optional(
  'AMQP_CA_FILE',
  path,
  'for amqps://: file with the certificates, as PEM, of the authorities that vouch for the broker',
  { shownDefault: 'those that Node.js knows' },
);

/** Names a process in logs, metrics and traces, and says where it can be asked about its health. */
export const processSettings = {
  logLevel: setting(
    'LOG_LEVEL',
    oneOf('trace', 'debug', 'info', 'warn', 'error'),
    'info',
    'the least severe level that is logged',
  ),
  shard: setting('SHARD', name, '0', 'label of this installation in logs and metrics'),
  serviceName: optional('SERVICE_NAME', name, 'name of this process in logs, metrics and traces', {
    shownDefault: 'cadre-<service>',
  }),
  otlpEndpoint: optional(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    url('http', 'https'),
    'where traces go; none are made without it',
  ),
  crashPoint: optional(
    'CADRE_CRASH_POINT',
    oneOf(...CRASH_POINTS),
    'for tests: the point at which the process kills itself',
  ),
  crashPointCount: setting(
    'CADRE_CRASH_POINT_COUNT',
    integer(1, 1_000_000),
    1,
    'for tests: at which passing of that point',
  ),
};

/** The probe and metrics server of services that serve no HTTP otherwise. */
export const probeSettings = {
  metricsPort: setting('METRICS_PORT', integer(0, 65_535), 0, 'port of probes and metrics; 0 takes a free one'),
  metricsHost: setting('METRICS_HOST', text, '127.0.0.1', 'address on which probes and metrics are served'),
};

/** The truth: read and written by gateways and orchestrators. */
export const databaseSettings = {
  databaseUrl: required('DATABASE_URL', url('postgres', 'postgresql'), 'a PostgreSQL 15 or newer', { secret: true }),
  databasePool: setting('DATABASE_POOL', integer(1, 500), 10, 'connections to the database at most'),
  busDatabaseUrl: optional(
    'BUS_DATABASE_URL',
    url('postgres', 'postgresql'),
    'the PostgreSQL whose schema "bus" carries the messages',
    { secret: true, shownDefault: 'DATABASE_URL' },
  ),
  amqpUrl,
  amqpCaFile,
  keysFile: required('CADRE_KEYS_FILE', path, 'file with the data keys, token keys and bus keys'),
};

/** The bus, for those who see nothing else of the database. */
export const busSettings = {
  busDatabaseUrl: optional(
    'BUS_DATABASE_URL',
    url('postgres', 'postgresql'),
    'the PostgreSQL whose schema "bus" carries the messages, with a role that has rights on that schema alone; this or AMQP_URL is required',
    { secret: true, shownDefault: 'none' },
  ),
  amqpUrl,
  amqpCaFile,
};

/** Where agent definitions and artifacts stand. */
export const contentSettings = {
  agentsDir: setting('AGENTS_DIR', path, resolve('configs/agents'), 'folder with the agent definitions', {
    shownDefault: 'configs/agents',
  }),
  artifactsDir: setting('ARTIFACTS_DIR', path, resolve('.cadre/artifacts'), 'folder that keeps artifacts', {
    shownDefault: '.cadre/artifacts',
  }),
  artifactsBucket: optional(
    'ARTIFACTS_S3_BUCKET',
    text,
    'bucket that keeps artifacts instead, on S3 or what speaks it',
    {
      shownDefault: 'the folder keeps them',
    },
  ),
  artifactsRegion: setting('ARTIFACTS_S3_REGION', name, 'us-east-1', 'region of the bucket'),
  artifactsEndpoint: optional(
    'ARTIFACTS_S3_ENDPOINT',
    url('http', 'https'),
    'a server other than Amazon that keeps it',
  ),
  artifactsEncryption: setting(
    'ARTIFACTS_S3_ENCRYPTION',
    oneOf('AES256', 'aws:kms', 'off'),
    'AES256',
    'how the server encrypts artifacts; off: as the bucket says',
  ),
  awsAccessKeyId: optional('AWS_ACCESS_KEY_ID', text, 'who opens the bucket'),
  awsSecretAccessKey: optional('AWS_SECRET_ACCESS_KEY', text, 'the secret that goes with it', { secret: true }),
};
