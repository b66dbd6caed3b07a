import { email, integer, name, onOff, origins, text } from '../reading/kinds';
import { readEnvironment, type Environment } from '../reading/read-environment';
import { optional, setting, type Settings } from '../reading/setting';
import { contentSettings, databaseSettings, processSettings } from './common-settings';
import { knownVariables } from './known-variables';

/** Everything a gateway reads from its environment. */
export const gatewaySettings = {
  ...processSettings,
  ...databaseSettings,
  ...contentSettings,
  port: setting('PORT', integer(0, 65_535), 3_000, 'port of the API; 0 takes a free one'),
  host: setting('HOST', text, '127.0.0.1', 'address the API listens on'),
  adminEmail: setting('CADRE_ADMIN_EMAIL', email, 'admin@localhost', 'email of the first admin'),
  adminPassword: optional('CADRE_ADMIN_PASSWORD', text, 'password of the first admin', {
    secret: true,
    shownDefault: 'generated and printed once',
  }),
  jwtIssuer: setting('JWT_ISSUER', name, 'cadre', 'issuer written into access tokens and required in them'),
  jwtAudience: setting('JWT_AUDIENCE', name, 'cadre', 'audience written into access tokens and required in them'),
  trustedProxies: setting(
    'TRUSTED_PROXIES',
    integer(0, 10),
    0,
    'how many proxies in front are believed about the client address',
  ),
  corsOrigins: setting('CORS_ORIGINS', origins, [], 'web origins whose pages may call the API', {
    shownDefault: 'none',
  }),
  apiRateLimit: setting('API_RATE_LIMIT', onOff, true, 'limits on requests per client'),
  streamsPerUser: setting(
    'STREAMS_PER_USER',
    integer(1, 100_000),
    100,
    'live event streams of one user at a time, on each gateway',
  ),
  auditAccess: setting('AUDIT_ACCESS', onOff, false, 'an audit entry for every API access'),
  shutdownGraceSeconds: setting(
    'SHUTDOWN_GRACE_SECONDS',
    integer(0, 600),
    10,
    'how long running requests may take when the gateway stops',
  ),
};

export type GatewayConfig = Settings<typeof gatewaySettings> & {
  readonly busDatabaseUrl: string;
  readonly serviceName: string;
};

/** Throws ConfigError. */
export function gatewayConfig(env: Environment = process.env): GatewayConfig {
  const read = readEnvironment(gatewaySettings, env, knownVariables);
  return Object.freeze({
    ...read,
    busDatabaseUrl: read.busDatabaseUrl ?? read.databaseUrl,
    serviceName: read.serviceName ?? 'cadre-gateway',
  });
}
