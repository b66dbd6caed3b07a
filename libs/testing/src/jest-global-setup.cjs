/**
 * Starts the databases of a test run, once, however many jest projects ask for it. The server is a process of its own,
 * because it must run before anything is built and must end when jest does, however jest ends.
 */
const { spawn } = require('node:child_process');
const { join } = require('node:path');
const { createInterface } = require('node:readline');

const ADMIN_URL_VARIABLE = 'CADRE_TEST_DATABASE_URL';

module.exports = async function startTestDatabases(_globalConfig, projectConfig) {
  if (projectConfig.displayName?.name === 'e2e') await buildIfStale();
  if (process.env[ADMIN_URL_VARIABLE] !== undefined) return;
  const register = join(__dirname, 'register-typescript.cjs');
  const program = join(__dirname, 'database', 'test-server.ts');
  const server = spawn(process.execPath, ['--require', register, program], { stdio: ['pipe', 'pipe', 'inherit'] });
  globalThis.cadreTestServer = server;
  const { adminUrl } = JSON.parse(await firstLine(server));
  process.env[ADMIN_URL_VARIABLE] = adminUrl;
};

/** End-to-end tests start the built services. */
async function buildIfStale() {
  const { build, isBuildStale } = await import('../../../scripts/build.mjs');
  if (isBuildStale()) await build();
}

function firstLine(server) {
  return new Promise((resolve, reject) => {
    createInterface({ input: server.stdout }).once('line', resolve);
    server.once('error', reject);
    server.once('exit', (code) =>
      reject(new Error(`The test database did not start (code ${code}); its words are above`)),
    );
  });
}
