/**
 * Loaded into a service before anything else: SIGUSR2 starts a CPU profile, the next SIGUSR2 writes it to the file that
 * BENCH_PROFILE_FILE names.
 */
const { renameSync, writeFileSync } = require('node:fs');
const { Session } = require('node:inspector');

const file = process.env.BENCH_PROFILE_FILE;
let session;

function start() {
  session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.start');
}

function write() {
  session.post('Profiler.stop', (error, { profile }) => {
    if (error) throw error;
    writeFileSync(`${file}.part`, JSON.stringify(profile));
    renameSync(`${file}.part`, file);
  });
  session.disconnect();
  session = undefined;
}

process.on('SIGUSR2', () => (session === undefined ? start() : write()));
