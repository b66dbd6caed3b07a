import type { Load } from './load';
import { runLoad } from './run-load';

/** The client's process: takes one load after the other from the bench, and ends with it. */
process.on('message', (load: Load) => {
  runLoad(load).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) }),
  );
});
process.once('disconnect', () => process.exit(0));
