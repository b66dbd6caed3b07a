/** Ends the databases of a test run and waits until their process is gone. */
module.exports = async function stopTestDatabases() {
  const server = globalThis.cadreTestServer;
  if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => {
    server.once('exit', resolve);
  });
  server.stdin.end();
  await gone;
};
