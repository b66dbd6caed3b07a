const { default: TestSequencer } = require('@jest/test-sequencer');

/** Suites that wait for processes to die and come back. */
const WAITING = /\/tests\/(faults|chaos)\/.*e2e-spec/;
/** Each takes minutes, and none by its computing: they begin first. */
const LONGEST = /\/(chaos-short|connection-flaps|database-clock|lossy-processes|pair-cuts)\.e2e-spec/;
/** By then all of them have begun: the last to end is a short one. */
const WAITING_SHARE = 0.85;

/**
 * Spreads suites that mostly wait evenly among those that mostly compute, so that neither the processor nor a worker
 * stands idle, and the longest do not come last.
 */
module.exports = class SpreadSequencer extends TestSequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    const waiting = longestFirst(sorted.filter(({ path }) => WAITING.test(path)));
    const computing = sorted.filter(({ path }) => !WAITING.test(path));
    const placed = [...place(waiting, WAITING_SHARE), ...place(computing, 1)];
    return placed.sort((one, other) => one.at - other.at).map(({ test }) => test);
  }
};

function longestFirst(tests) {
  const isLongest = ({ path }) => LONGEST.test(path);
  return [...tests.filter(isLongest), ...tests.filter((test) => !isLongest(test))];
}

function place(tests, share) {
  return tests.map((test, index) => ({ test, at: (index / tests.length) * share }));
}
