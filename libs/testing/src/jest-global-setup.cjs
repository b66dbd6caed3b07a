/**
 * Starts what the suites of a test run share, once, however many jest projects ask for it: the databases, and the keeper of
 * a broker that starts when the first suite wants it. Each is a process of its own, because it must run before anything
 * is built and must end when jest does, however jest ends.
 */
const { spawn } = require('node:child_process');
const { join } = require('node:path');
const { createInterface } = require('node:readline');
const gatherSkipped = require('./requirements/jest-gather-skipped.cjs');

const ADMIN_URL_VARIABLE = 'CADRE_TEST_DATABASE_URL';
const KEEPER_VARIABLE = 'CADRE_TEST_BROKER';

module.exports = async function startWhatSuitesShare(_globalConfig, projectConfig) {
  gatherSkipped();
  if (projectConfig.displayName?.name === 'e2e') await buildIfStale();
  if (process.env[ADMIN_URL_VARIABLE] !== undefined) return;
  globalThis.cadreTestServers = [];
  const [{ adminUrl }, { keeper }] = await Promise.all([
    start('database', join('database', 'test-server.ts')),
    start('broker', join('broker', 'test-broker.ts')),
  ]);
  process.env[ADMIN_URL_VARIABLE] = adminUrl;
  process.env[KEEPER_VARIABLE] = keeper;
};

/** End-to-end tests start the built services. */
async function buildIfStale() {
  const { build, isBuildStale } = await import('../../../scripts/build.mjs');
  if (isBuildStale()) await build();
}

/** Answers what the program says about itself in its first line. */
async function start(name, program) {
  const register = join(__dirname, 'register-typescript.cjs');
  const server = spawn(process.execPath, ['--require', register, join(__dirname, program)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  globalThis.cadreTestServers.push(server);
  return JSON.parse(await firstLine(server, name));
}

function firstLine(server, name) {
  return new Promise((resolve, reject) => {
    createInterface({ input: server.stdout }).once('line', resolve);
    server.once('error', reject);
    server.once('exit', (code) =>
      reject(new Error(`The test ${name} did not start (code ${code}); its words are above`)),
    );
  });
}
