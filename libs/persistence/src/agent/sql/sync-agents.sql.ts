import { statement } from '../../database/statement';

type Texts = readonly (string | null)[];

/** Held to the end of the transaction: services that start together sync one after the other. */
export const LOCK_REGISTRY = statement<[]>(
  'agent_lock_registry',
  `SELECT pg_advisory_xact_lock(hashtext('cadre.agents'))`,
);

/**
 * Writes the definitions that are new, changed or back again.
 *
 * $1 text[] ids · $2 text[] names · $3 text[] teams · $4 text[] descriptions · $5 text[] executors · $6 jsonb[] schemas
 * $7 jsonb[] output schemas · $8 jsonb[] definitions · $9 text[] versions
 */
export const UPSERT_AGENTS = statement<
  [Texts, Texts, Texts, Texts, Texts, Texts, Texts, Texts, Texts],
  { agent_id: string; added: boolean }
>(
  'agent_upsert',
  `
INSERT INTO agents AS agent (agent_id, agent_name, team, description, executor, schema, output_schema, definition,
                             version)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::jsonb[],
                     $8::jsonb[], $9::text[]) AS file(agent_id)
 ORDER BY file.agent_id
    ON CONFLICT (agent_id) DO UPDATE
   SET agent_name = excluded.agent_name, team = excluded.team, description = excluded.description,
       executor = excluded.executor, schema = excluded.schema, output_schema = excluded.output_schema,
       definition = excluded.definition, version = excluded.version, retired_at = NULL, updated_at = now()
 WHERE agent.version <> excluded.version OR agent.retired_at IS NOT NULL
RETURNING agent.agent_id, agent.xmax = 0 AS added`,
);

/** $1 text[]  the agents that are defined */
export const RETIRE_OTHERS = statement<[Texts], { agent_id: string }>(
  'agent_retire_others',
  `
UPDATE agents
   SET retired_at = now(), updated_at = now()
 WHERE NOT agent_id = ANY ($1) AND retired_at IS NULL AND source = 'config'
RETURNING agent_id`,
);

/**
 * Notes which agents' files hold mistakes now, and forgets about all others. One that stands unchanged keeps its time.
 *
 * $1 text[] agents · $2 text[] versions of what was refused · $3 jsonb[] mistakes
 */
export const NOTE_REJECTED_EDITS = statement<[Texts, Texts, Texts]>(
  'agent_note_rejected_edits',
  `
UPDATE agents AS agent
   SET rejected_edit = CASE WHEN refused.version IS NOT NULL THEN jsonb_build_object(
                         'version', refused.version, 'errors', refused.errors, 'rejected_at',
                         to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) END
  FROM agents AS present
  LEFT JOIN unnest($1::text[], $2::text[], $3::jsonb[]) AS refused(agent_id, version, errors) USING (agent_id)
 WHERE present.agent_id = agent.agent_id
   AND agent.rejected_edit ->> 'version' IS DISTINCT FROM refused.version`,
);

/** $1 text[]  agents */
export const READ_OVERRIDES = statement<[Texts], { agent_id: string; overridden: Record<string, never> }>(
  'agent_read_overrides',
  `SELECT agent_id, overridden FROM agent_limits WHERE agent_id = ANY ($1) ORDER BY agent_id FOR NO KEY UPDATE`,
);

/**
 * Writes the limits in force; a new bucket starts full, a smaller one keeps no more than fits.
 *
 * $1 text[] agents · $2 text[] teams · $3 int[] concurrency · $4 float8[] rates per second · $5 float8[] bursts
 */
export const UPSERT_LIMITS = statement<
  [Texts, Texts, readonly (number | null)[], readonly (number | null)[], readonly (number | null)[]]
>(
  'agent_upsert_limits',
  `
INSERT INTO agent_limits AS limits (agent_id, team, max_concurrent_tasks, rate_per_second, rate_burst, rate_tokens)
SELECT agent_id, team, concurrency, rate, burst, coalesce(burst, 0)
  FROM unnest($1::text[], $2::text[], $3::int[], $4::float8[], $5::float8[])
       AS wanted(agent_id, team, concurrency, rate, burst)
 ORDER BY agent_id
    ON CONFLICT (agent_id) DO UPDATE
   SET team = excluded.team, max_concurrent_tasks = excluded.max_concurrent_tasks,
       rate_per_second = excluded.rate_per_second, rate_burst = excluded.rate_burst,
       rate_tokens = CASE WHEN limits.rate_burst IS NULL THEN coalesce(excluded.rate_burst, 0)
                          ELSE least(limits.rate_tokens, coalesce(excluded.rate_burst, 0)) END,
       row_version = limits.row_version + 1
 WHERE (limits.team, limits.max_concurrent_tasks, limits.rate_per_second, limits.rate_burst)
       IS DISTINCT FROM
       (excluded.team, excluded.max_concurrent_tasks, excluded.rate_per_second, excluded.rate_burst)`,
);

/**
 * Tasks that have not started follow their agent into its team: nobody dispatches an agent's tasks for another one.
 *
 * $1 text[] agents · $2 text[] their teams
 */
export const FOLLOW_AGENTS = statement<[Texts, Texts]>(
  'agent_follow',
  `
WITH stranded AS MATERIALIZED (
  SELECT task.task_id, agent.team
    FROM tasks AS task
    JOIN unnest($1::text[], $2::text[]) AS agent(agent_id, team) USING (agent_id)
   WHERE task.status IN ('scheduled', 'pending', 'retry') AND task.team <> agent.team
   ORDER BY task.task_id
     FOR NO KEY UPDATE OF task
)
UPDATE tasks AS task
   SET team = stranded.team, updated_at = now()
  FROM stranded
 WHERE task.task_id = stranded.task_id AND task.status IN ('scheduled', 'pending', 'retry')`,
);
