import pino from 'pino';
import { LineGatherer } from './line-gatherer';

let gatherer: LineGatherer | undefined;

/** Where the lines of this process go: standard output, gathered, nothing left behind when it exits. */
export function standardOutput(): LineGatherer {
  if (gatherer) return gatherer;
  const output = pino.destination({ dest: 1, sync: true });
  gatherer = new LineGatherer((text) => output.write(text));
  process.once('exit', gatherer.flush);
  return gatherer;
}
