import { join } from 'node:path';
import type { BuildStepV1, BuildTestSummaryV1, SandboxSummaryV1 } from '@cadre/contracts';
import type { ExecutionContext } from '../../execution/executor.port';
import type { PrivateFolder, Sandbox, SandboxOutcome } from '../../sandbox/sandbox.port';
import type { SandboxProfile } from '../../sandbox/sandbox-profile';
import { readTestResults } from '../results/read-test-results';
import type { TestResult } from '../results/test-result';
import type { StepName } from '../workspace/commands';
import { collectReportFiles } from './collect-report-files';
import { judge } from './judge';
import { deniedBehind, sandboxFailure } from '../sandbox-failure';
import { StepLog } from './step-log';

const TAIL_CHARACTERS = 1_500;

export interface BuildTestParts {
  readonly sandbox: Sandbox;
  readonly profile: SandboxProfile;
  readonly workspace: PrivateFolder;
  readonly environment: Readonly<Record<string, string>>;
  readonly context: ExecutionContext;
}

/** Runs the steps of one project, one after the other, until one fails. */
export class BuildTestRun {
  readonly buildLog: StepLog;
  readonly testLog: StepLog;
  private readonly done: BuildStepV1[] = [];
  private readonly started = performance.now();
  private results: readonly TestResult[] | undefined;
  private tail = '';

  constructor(private readonly parts: BuildTestParts) {
    this.buildLog = new StepLog(join(parts.workspace.root, 'build.log'));
    this.testLog = new StepLog(join(parts.workspace.root, 'test.log'));
  }

  get steps(): readonly BuildStepV1[] {
    return this.done;
  }

  /** Rejects with an AgentFailure when a limit or the signal ended a step. */
  async run(commands: readonly (readonly [StepName, string])[]): Promise<BuildTestSummaryV1> {
    for (const [index, [step, command]] of commands.entries()) {
      this.parts.context.progress((100 * index) / commands.length, command, step);
      const outcome = await this.runStep(step, command);
      if (outcome.exitCode !== 0) break;
    }
    return judge({
      steps: this.done,
      results: this.results,
      outputTail: this.tail,
      sandbox: this.sandboxSummary(),
      durationSeconds: (performance.now() - this.started) / 1000,
    });
  }

  private async runStep(step: StepName, command: string): Promise<SandboxOutcome> {
    const { profile, context } = this.parts;
    context.beforeCall();
    const log = step === 'test' ? this.testLog : this.buildLog;
    const began = new Date();
    log.write(`$ ${command}\n`);
    const outcome = await this.inSandbox(command, log);
    this.note(step, command, outcome);
    const output = log.text();
    this.tail = output.slice(-TAIL_CHARACTERS);
    context.log(
      'info',
      `${step}: ${command} ended with ${outcome.signal ?? outcome.exitCode} after ${Math.round(outcome.durationMs)} ms`,
    );
    if (outcome.aborted) throw context.signal.reason;
    if (outcome.exceeded !== null) throw sandboxFailure(outcome.exceeded, step, profile);
    if (step === 'test') await this.readResults(output, began);
    if (outcome.exitCode !== 0) this.refuseIfDenied(step, output, outcome);
    return outcome;
  }

  private inSandbox(command: string, log: StepLog): Promise<SandboxOutcome> {
    const { sandbox, profile, workspace, environment, context } = this.parts;
    return sandbox.run({
      argv: ['/bin/sh', '-c', command],
      profile: { ...profile, wall_seconds: this.secondsLeft() },
      workspace,
      environment,
      signal: context.signal,
      onOutput: (chunk) => log.write(chunk),
    });
  }

  /** The profile's time is for all steps together. */
  private secondsLeft(): number {
    return Math.max(0.1, this.parts.profile.wall_seconds - (performance.now() - this.started) / 1000);
  }

  private async readResults(output: string, since: Date): Promise<void> {
    // File times are coarser than the clock.
    const written = await collectReportFiles(this.parts.workspace.path, new Date(since.getTime() - 1_000));
    this.results = readTestResults(output, written)?.results;
  }

  /** Tests that were told one by one speak for themselves, whatever words are in their output. */
  private refuseIfDenied(step: StepName, output: string, { suspected }: SandboxOutcome): void {
    if (this.results !== undefined) return;
    const limit = suspected ?? deniedBehind(output, this.parts.profile);
    if (limit !== undefined) throw sandboxFailure(limit, step, this.parts.profile);
  }

  private note(step: StepName, command: string, { exitCode, signal, durationMs }: SandboxOutcome): void {
    this.done.push({ step, command, exit_code: exitCode, signal, duration_seconds: Math.round(durationMs) / 1000 });
  }

  private sandboxSummary(): SandboxSummaryV1 {
    const { sandbox, profile } = this.parts;
    const { driver, level, isolatesNetwork } = sandbox;
    return { profile: profile.name, driver, level, network: profile.network || !isolatesNetwork };
  }
}
