const { readFileSync, rmSync } = require('node:fs');
const { dirname } = require('node:path');

/** Ends what the suites of a test run shared, waits until it is gone, and names the suites that could not run. */
module.exports = async function stopWhatSuitesShared() {
  const servers = globalThis.cadreTestServers ?? [];
  globalThis.cadreTestServers = [];
  await Promise.all(servers.map(end));
  nameSkipped();
};

async function end(server) {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => {
    server.once('exit', resolve);
  });
  server.stdin.end();
  await gone;
}

function nameSkipped() {
  const file = process.env.CADRE_TEST_SKIPPED;
  if (file === undefined) return;
  delete process.env.CADRE_TEST_SKIPPED;
  const suites = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  rmSync(dirname(file), { recursive: true });
  if (suites.length === 0) return;
  process.stderr.write(`\nNOT TESTED: ${suites.length} suites, because RabbitMQ is not installed on this machine:\n`);
  for (const suite of suites) process.stderr.write(`  ${suite}\n`);
  process.stderr.write('To test them: apt-get install --no-install-recommends rabbitmq-server (it need not run)\n');
}
