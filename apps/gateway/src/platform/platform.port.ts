/** The gateway's settings: GatewayConfig of libs/config. */
export const GATEWAY_CONFIG = Symbol('GATEWAY_CONFIG');

/** Equality of secret content without storing it: KeyedHash of libs/crypto. */
export const KEYED_HASH = Symbol('KEYED_HASH');

/** The process's own logger, for lines that are no Nest chatter: Logger of libs/observability. */
export const LOGGER = Symbol('LOGGER');
