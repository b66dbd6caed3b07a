#!/usr/bin/env node
import { runCli } from './program';
import { processTerminal } from './terminal';

void runCli(process.argv.slice(2), processTerminal).then((exitCode) => {
  process.exitCode = exitCode;
});
