import { Injectable } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import {
  type AgentChangeOutcome,
  type AgentRow,
  type AgentStatistics,
  AgentStore,
  type Origin,
} from '@cadre/persistence';
import { etagOf, requireMatch, staleVersion } from '../http/etag';
import { ProblemError } from '../http/problem.error';
import { teamSlug } from '../http/team-names';
import type { ChangeAgentBody } from './agent-input';

/** Agents as people and programs see and steer them. What is unknown or retired is AGENT_NOT_FOUND. */
@Injectable()
export class AgentRegistry {
  constructor(private readonly store: AgentStore) {}

  list(team?: string): Promise<AgentRow[]> {
    return this.store.list(team === undefined ? {} : { team: teamSlug(team) });
  }

  async get(agentId: string): Promise<AgentRow> {
    const agent = await this.store.get(agentId);
    if (agent === null || agent.retired_at !== null) throw notFound();
    return agent;
  }

  /** Changes limits; they hold at the next dispatch. Throws PRECONDITION_FAILED when `ifMatch` is stale. */
  async change(
    agentId: string,
    change: ChangeAgentBody,
    ifMatch: string | undefined,
    origin: Origin,
  ): Promise<AgentRow> {
    const seen = await this.get(agentId);
    requireMatch(ifMatch, tagOf(seen));
    const ifVersion = ifMatch === undefined ? {} : { ifVersion: seen.row_version };
    const outcome = await this.store.patch(agentId, { ...change }, { ...ifVersion, origin });
    return settled(outcome, seen);
  }

  async pause(agentId: string, by: string, origin: Origin): Promise<AgentRow> {
    const seen = await this.get(agentId);
    return seen.paused ? seen : settled(await this.store.pause(agentId, { by, origin }), seen);
  }

  async resume(agentId: string, origin: Origin): Promise<AgentRow> {
    const seen = await this.get(agentId);
    return seen.paused ? settled(await this.store.resume(agentId, { origin }), seen) : seen;
  }

  /** How its attempts of the last hours went. */
  async statistics(agentId: string, hours: number): Promise<AgentStatistics> {
    const statistics = await this.store.statistics((await this.get(agentId)).agent_id, { hours });
    if (statistics === null) throw notFound();
    return statistics;
  }
}

/** The version of an agent: its definition's and its limits'. */
export function tagOf({ version, row_version }: AgentRow): string {
  return `${version}-${row_version}`;
}

export function agentEtag(agent: AgentRow): string {
  return etagOf(tagOf(agent));
}

function settled(outcome: AgentChangeOutcome, seen: AgentRow): AgentRow {
  switch (outcome.kind) {
    case 'changed':
      return outcome.agent;
    case 'stale':
      throw staleVersion(tagOf({ ...seen, row_version: outcome.rowVersion }));
    case 'not_found':
      throw notFound();
  }
}

function notFound(): ProblemError {
  return new ProblemError(ProblemCode.AgentNotFound, 'There is no such agent.');
}
