import { statement } from '../../database/statement';
import { AGENT_COLUMNS, type AgentRow } from '../agent-row';

/**
 * Agents with their limits.
 *
 * $1 text agent, or null for all · $2 text team, or null for all · $3 boolean also those that are retired
 */
export const READ_AGENTS = statement<[string | null, string | null, boolean], AgentRow>(
  'agent_read',
  `
SELECT ${AGENT_COLUMNS}
  FROM agents AS agent
  JOIN agent_limits AS limits USING (agent_id)
 WHERE ($1::text IS NULL OR agent.agent_id = $1) AND ($2::text IS NULL OR agent.team = $2)
   AND ($3 OR agent.retired_at IS NULL)
 ORDER BY agent.team, agent.agent_id`,
);

/** Another text once any agent or its limits were written since, by whomever: a row's xmin is that of its last writer. */
export const READ_AGENTS_STAMP = statement<[], { stamp: string }>(
  'agent_stamp',
  `
SELECT coalesce(hashtextextended(string_agg(agent_id || ' ' || agent.xmin || ' ' || limits.xmin, ' ' ORDER BY agent_id), 0),
                0)::text AS stamp
  FROM agents AS agent
  JOIN agent_limits AS limits USING (agent_id)`,
);

/** $1 text  agent */
export const LOCK_AGENT = statement<[string], AgentRow>(
  'agent_lock',
  `
SELECT ${AGENT_COLUMNS}
  FROM agents AS agent
  JOIN agent_limits AS limits USING (agent_id)
 WHERE agent.agent_id = $1
   FOR NO KEY UPDATE OF limits`,
);
