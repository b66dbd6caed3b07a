/** The migrated database that every fresh one is copied from. Nobody connects to it. */
export const TEMPLATE = 'cadre_template';

/** The role on the test server that has rights on schema `bus` alone. */
export const BUS_ROLE = 'cadre_bus';
export const BUS_PASSWORD = 'test-bus-password';

/** The role on the test server that services log in with. */
export const SERVICE_ROLE = 'cadre_app';
export const SERVICE_PASSWORD = 'test-service-password';

/** Where a test process finds the test server. */
export const ADMIN_URL_VARIABLE = 'CADRE_TEST_DATABASE_URL';
