const { readFileSync, rmSync } = require('node:fs');
const { dirname } = require('node:path');

/** Names the suites that could not run, why, and what helps. */
module.exports = async function nameSkipped() {
  const file = process.env.CADRE_TEST_SKIPPED;
  if (file === undefined) return;
  delete process.env.CADRE_TEST_SKIPPED;
  const skipped = readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  rmSync(dirname(file), { recursive: true });
  for (const reason of new Set(skipped.map(({ why }) => why))) {
    const those = skipped.filter(({ why }) => why === reason);
    process.stderr.write(`\nNOT TESTED: ${count(those)}, because ${reason}:\n`);
    for (const { suite } of those) process.stderr.write(`  ${suite}\n`);
    process.stderr.write(`To test them: ${those[0].remedy}\n`);
  }
};

function count({ length }) {
  return length === 1 ? '1 suite' : `${length} suites`;
}
