const { mkdtempSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const SKIPPED_VARIABLE = 'CADRE_TEST_SKIPPED';

/** Gives the suites of a run a place to say that they could not run, once, however many jest projects ask for it. */
module.exports = async function gatherSkipped() {
  if (process.env[SKIPPED_VARIABLE] !== undefined) return;
  process.env[SKIPPED_VARIABLE] = join(mkdtempSync(join(tmpdir(), 'cadre-skipped-')), 'suites');
  writeFileSync(process.env[SKIPPED_VARIABLE], '');
};
