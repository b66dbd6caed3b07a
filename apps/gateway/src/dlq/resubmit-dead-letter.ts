import { Injectable } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';
import { PRIORITIES, type Priority } from '@cadre/domain';
import { type DeadLetterDetails, DeadLetterStore, type Origin } from '@cadre/persistence';
import { ProblemError } from '../http/problem.error';
import { isPlainObject } from '../http/to-instance';
import { Announcer } from '../stream/announcer.port';
import { AgentDirectory } from '../tasks/agents/agent-directory.port';
import { ParameterCheck } from '../tasks/submit/parameter-check.port';
import type { ResubmitAnswer } from './resubmit-answers';

/** How the new task differs from the dead one. */
export interface Resubmission {
  readonly priority?: Priority | undefined;
  readonly override_parameters?: Record<string, unknown> | undefined;
  readonly delay_seconds?: number | undefined;
}

/** Makes a new task of a dead letter, once, if its parameters fit the agent's present schema. */
@Injectable()
export class ResubmitDeadLetter {
  constructor(
    private readonly letters: DeadLetterStore,
    private readonly agents: AgentDirectory,
    private readonly parameters: ParameterCheck,
    private readonly announcer: Announcer,
  ) {}

  /** @param id of the dead letter or of its task */
  async resubmit(id: string, wish: Resubmission, origin: Origin): Promise<ResubmitAnswer> {
    const { parameters, agentVersion } = await this.prepare(await this.open(id), wish);
    const { traceParent } = origin;
    const outcome = await this.letters.resubmit(id, {
      newTaskId: uuidv7(),
      parameters,
      agentVersion,
      origin,
      ...(wish.priority && { priority: PRIORITIES[wish.priority] }),
      ...(wish.delay_seconds !== undefined && { delaySeconds: wish.delay_seconds }),
      ...(traceParent !== undefined && { traceParent }),
    });
    switch (outcome.kind) {
      case 'resubmitted':
        this.announcer.announce(outcome.events);
        return { new_task_id: outcome.newTaskId, status: outcome.status, resubmitted_at: outcome.resubmittedAt };
      case 'resolved':
        throw resolvedBefore(outcome);
      case 'unreadable':
        throw parametersGone();
      case 'not_found':
        throw deadLetterNotFound();
    }
  }

  /** Refuses what a resubmission would refuse, and changes nothing. */
  async rehearse(id: string, wish: Resubmission): Promise<void> {
    await this.prepare(await this.open(id), wish);
  }

  private async open(id: string): Promise<DeadLetterDetails> {
    const letter = await this.letters.get(id);
    if (letter === null) throw deadLetterNotFound();
    if (letter.state !== 'open') throw resolvedBefore({ state: letter.state, newTaskId: letter.new_task_id });
    return letter;
  }

  private async prepare(
    { agent_id, parameters: old }: DeadLetterDetails,
    { override_parameters }: Resubmission,
  ): Promise<{ parameters: unknown; agentVersion: string }> {
    const agent = await this.agents.find(agent_id);
    if (agent === null) throw new ProblemError(ProblemCode.AgentNotFound, 'Its agent is not there any more.');
    if (old === undefined && override_parameters === undefined) throw parametersGone();
    const merged = override_parameters ? { ...(isPlainObject(old) ? old : {}), ...override_parameters } : old;
    const { parameters } = await this.parameters.check(agent, merged, { kind: 'all' });
    return { parameters, agentVersion: agent.version };
  }
}

export function deadLetterNotFound(): ProblemError {
  return new ProblemError(ProblemCode.DeadLetterNotFound, 'There is no such dead letter.');
}

export function resolvedBefore({ state, newTaskId }: { state: string; newTaskId: string | null }): ProblemError {
  const detail = newTaskId ? `It was resubmitted before, as task ${newTaskId}.` : `It is ${state} already.`;
  return new ProblemError(ProblemCode.DeadLetterResolved, detail);
}

function parametersGone(): ProblemError {
  return new ProblemError(ProblemCode.ParametersInvalid, 'Its parameters are gone; give all of them anew.');
}
