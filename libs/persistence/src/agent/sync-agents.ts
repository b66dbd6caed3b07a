import type { AgentDefinition } from '@cadre/domain';
import type { Transaction } from '../database/run-transaction';
import type { AgentOverrides, StoredDefinition } from './agent-row';
import { effectiveLimits } from './effective-limits';
import {
  FOLLOW_AGENTS,
  LOCK_REGISTRY,
  NOTE_REJECTED_EDITS,
  READ_OVERRIDES,
  RETIRE_OTHERS,
  UPSERT_AGENTS,
  UPSERT_LIMITS,
} from './sql/sync-agents.sql';

/** A definition file that holds mistakes. */
export interface RejectedDefinition {
  readonly agentId: string;
  readonly version: string;
  readonly errors: readonly { readonly line: number; readonly message: string }[];
}

/** What a sync changed, by agent id. */
export interface SyncReport {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  /** Their definition is gone; the row stays for the tasks that name it. */
  readonly retired: readonly string[];
  readonly unchanged: number;
}

/** Makes the registry say what the definitions say. Limits that an admin has set stay as they are. */
export async function syncAgents(
  tx: Transaction,
  definitions: readonly AgentDefinition[],
  rejected: readonly RejectedDefinition[] = [],
): Promise<SyncReport> {
  await tx.execute(LOCK_REGISTRY, []);
  const ids = definitions.map((definition) => definition.agent_id);
  const written = definitions.length > 0 ? await upsert(tx, definitions) : [];
  // An agent whose file has mistakes keeps its last good version.
  const retired = await tx.query(RETIRE_OTHERS, [[...ids, ...rejected.map(({ agentId }) => agentId)]]);
  await tx.execute(NOTE_REJECTED_EDITS, [
    rejected.map(({ agentId }) => agentId),
    rejected.map(({ version }) => version),
    rejected.map(({ errors }) => JSON.stringify(errors)),
  ]);
  const added = written.filter((row) => row.added).map((row) => row.agent_id);
  const changed = written.filter((row) => !row.added).map((row) => row.agent_id);
  return {
    added,
    changed,
    retired: retired.map((row) => row.agent_id),
    unchanged: ids.length - written.length,
  };
}

async function upsert(tx: Transaction, definitions: readonly AgentDefinition[]) {
  const written = await tx.query(UPSERT_AGENTS, [
    definitions.map(({ agent_id }) => agent_id),
    definitions.map(({ name }) => name),
    definitions.map(({ team }) => team),
    definitions.map(({ description }) => description),
    definitions.map(({ executor }) => executor),
    definitions.map(({ parameters }) => JSON.stringify(parameters)),
    definitions.map(({ output }) => (output === null ? null : JSON.stringify(output))),
    definitions.map((definition) => JSON.stringify(stored(definition))),
    definitions.map(({ version }) => version),
  ]);
  const teams = definitions.map(({ team }) => team);
  // Before the limits are locked: tasks come first in the order of locking.
  await tx.execute(FOLLOW_AGENTS, [definitions.map(({ agent_id }) => agent_id), teams]);
  await upsertLimits(tx, definitions);
  return written;
}

async function upsertLimits(tx: Transaction, definitions: readonly AgentDefinition[]): Promise<void> {
  const rows = await tx.query(READ_OVERRIDES, [definitions.map(({ agent_id }) => agent_id)]);
  const overrides = new Map<string, AgentOverrides>(rows.map((row) => [row.agent_id, row.overridden]));
  const limits = definitions.map(({ agent_id, limits: stated }) =>
    effectiveLimits(stated, overrides.get(agent_id) ?? {}),
  );
  await tx.execute(UPSERT_LIMITS, [
    definitions.map(({ agent_id }) => agent_id),
    definitions.map(({ team }) => team),
    limits.map(({ maxConcurrent }) => maxConcurrent),
    limits.map(({ ratePerSecond }) => ratePerSecond),
    limits.map(({ rateBurst }) => rateBurst),
  ]);
}

function stored({ instructions: _instructions, ...definition }: AgentDefinition): StoredDefinition {
  return definition;
}
