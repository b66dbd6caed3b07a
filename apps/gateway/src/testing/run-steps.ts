import { PayloadCipher } from '@cadre/crypto';
import { unnamedStatement } from '@cadre/persistence';
import type { Platform } from '../platform/open-platform';

const INSERT_STEP = unnamedStatement(
  `INSERT INTO workflow_steps (workflow_id, path, node, scope, type, status, attempt, sealed_detail, started_at)
   VALUES ($1, $2, $2, '', $3, 'waiting', 1, $4, now())`,
);
const END_RUN = unnamedStatement(
  `UPDATE workflows SET status = $2, completed_at = now(), error_code = 'X', error_path = '' WHERE workflow_id = $1`,
);
const APPEND_EVENT = unnamedStatement(
  `WITH run AS (UPDATE workflows SET event_seq = event_seq + 1 WHERE workflow_id = $1 RETURNING event_seq)
   INSERT INTO workflow_events (workflow_id, seq, type, from_status, to_status, actor)
   SELECT $1, event_seq, $2, 'running', $2, 'engine' FROM run`,
);

/** Moves runs as an engine would, for a gateway that has none beside it. */
export class RunSteps {
  private readonly cipher: PayloadCipher;

  constructor(private readonly platform: Pick<Platform, 'database' | 'keys'>) {
    this.cipher = new PayloadCipher(platform.keys);
  }

  /** The step begins to wait. */
  async wait(workflowId: string, path: string, type: 'approval' | 'signal', detail: object = {}): Promise<void> {
    const aad = { tenant: 'default', table: 'workflow_steps', rowId: `${workflowId}/${path}`, column: 'sealed_detail' };
    const sealed = this.cipher.seal(JSON.stringify(detail), aad);
    await this.platform.database.execute(INSERT_STEP, [workflowId, path, type, sealed]);
  }

  /** The run ends. */
  async end(workflowId: string, status: 'failed' | 'completed'): Promise<void> {
    await this.platform.database.execute(END_RUN, [workflowId, status]);
    await this.platform.database.execute(APPEND_EVENT, [workflowId, status]);
  }
}
