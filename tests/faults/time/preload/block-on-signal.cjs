/** Loaded into a service: SIGUSR2 blocks its event loop for BLOCK_MS, as a loop without an await would. */
process.on('SIGUSR2', () => {
  const untilMs = performance.now() + Number(process.env.BLOCK_MS);
  const nothing = new Int32Array(new SharedArrayBuffer(4));
  while (performance.now() < untilMs) Atomics.wait(nothing, 0, 0, 1000);
});
