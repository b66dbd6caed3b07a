import { statement } from '../../../database/statement';

/**
 * Holds back the agents none of whose models can be asked: of each provider that a definition names and a live worker of
 * the team has a key for, every such key is paused. They are held until the first key is free again. Whoever is held
 * longer than that is let go earlier.
 *
 * $1 text[]  keys of which something new is known
 * $2 float8  seconds after which a silent worker counts as gone
 */
export const HOLD_AGENTS = statement<[readonly string[], number]>(
  'engine_hold_agents',
  `
WITH key AS MATERIALIZED (
  SELECT key_id, split_part(key_id, ':', 1) AS provider, max(paused_until) AS free_at
    FROM provider_keys
   GROUP BY key_id
), reach AS MATERIALIZED (
  SELECT DISTINCT own.team, own.key_id
    FROM provider_keys AS own
   WHERE own.heard_at > now() - make_interval(secs => $2)
), asking AS MATERIALIZED (
  SELECT DISTINCT agent.agent_id, agent.team, split_part(model.name, '/', 1) AS provider
    FROM agents AS agent
   CROSS JOIN LATERAL (
     SELECT agent.definition -> 'model' ->> 'default' AS name
      UNION ALL
     SELECT jsonb_array_elements_text(coalesce(agent.definition -> 'model' -> 'fallback', '[]'))) AS model
   WHERE agent.executor = 'llm' AND agent.retired_at IS NULL AND jsonb_typeof(agent.definition -> 'model') = 'object'
     AND agent.team IN (SELECT team FROM reach WHERE key_id = ANY ($1))
), held AS MATERIALIZED (
  SELECT asking.agent_id, min(key.free_at) AS until
    FROM asking
    JOIN reach ON reach.team = asking.team
    JOIN key ON key.key_id = reach.key_id AND key.provider = asking.provider
   GROUP BY asking.agent_id
), changed AS MATERIALIZED (
  SELECT limits.agent_id, held.until
    FROM agent_limits AS limits
    JOIN held USING (agent_id)
   WHERE held.until IS DISTINCT FROM limits.held_until AND (held.until > now() OR limits.held_until > now())
   ORDER BY limits.agent_id
     FOR NO KEY UPDATE OF limits
)
UPDATE agent_limits AS limits SET held_until = changed.until
  FROM changed WHERE limits.agent_id = changed.agent_id`,
);
