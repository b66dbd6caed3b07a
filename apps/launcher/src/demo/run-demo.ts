import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DemoFailedError } from '../lifecycle/errors';
import type { Terminal } from '../output/terminal';
import { ApiClient, type DemoTask } from './api-client';
import { describeChain, describeTests } from './describe-outcome';

export interface DemoOptions {
  readonly baseUrl: string;
  readonly email: string;
  readonly password: string;
  readonly projectDir: string;
  readonly marker: string;
  readonly terminal: Terminal;
  /** Ends the demonstration early when Cadre stops. */
  readonly signal: AbortSignal;
}

const PROJECT = 'parcel-rates';
const TEMPLATE = 'product-launch';
const DEADLINE_MS = 120_000;

/** Shows on real input what Cadre does: tests of a small project, and a chain of agents. Never throws: it is only a demonstration. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { terminal } = options;
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(DEADLINE_MS)]);
  terminal.say('');
  terminal.say('A first demonstration is running (npm start -- --no-demo skips it) …');
  try {
    const client = await ApiClient.logIn(options.baseUrl, options.email, options.password, signal);
    await Promise.all([showTests(client, options), showChain(client, options)]);
    writeFileSync(options.marker, `${new Date().toISOString()}\n`);
  } catch (error) {
    if (options.signal.aborted) return;
    if (!(error instanceof DemoFailedError)) throw error;
    terminal.warn(`The demonstration did not finish: ${error.message}`);
  }
}

async function showTests(client: ApiClient, options: DemoOptions): Promise<void> {
  const path = join(options.projectDir, 'examples', PROJECT);
  const task = await client.run('build-test', { workspace: { path } });
  show(client, options.terminal, task, describeTests(`examples/${PROJECT}`, task));
}

/** The copywriter's post goes to the designer and to the one who writes the social post, and all of it into a mail. */
async function showChain(client: ApiClient, { terminal }: DemoOptions): Promise<void> {
  const inputs = { topic: 'Why small teams automate their releases', recipient: 'team@example.com' };
  const run = await client.runTemplate(TEMPLATE, inputs);
  const lines = describeChain(TEMPLATE, run, await client.graphOf(run));
  for (const line of [...lines, `  ${client.linkToRun(run)}`]) terminal.say(`  ${line}`);
}

function show(client: ApiClient, terminal: Terminal, task: DemoTask, lines: readonly string[]): void {
  for (const line of lines) terminal.say(`  ${line}`);
  terminal.say(`    ${client.linkTo(task)}`);
}
