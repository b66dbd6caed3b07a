const nameSkipped = require('./requirements/jest-name-skipped.cjs');

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
