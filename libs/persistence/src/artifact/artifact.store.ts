import { cleanText } from '@cadre/domain';
import type { Database } from '../database/database';
import type { Queryable } from '../database/statement';
import { visibilityParams, type Visibility } from '../visibility/visibility';
import type { ArtifactRow, NewArtifact } from './artifact-row';
import { ARTIFACTS_OF_TASK, GET_ARTIFACTS, INDEX_ARTIFACTS, UNUSED_CONTENTS } from './sql/read-artifacts.sql';
import { INSERT_ARTIFACTS } from './sql/write-artifacts.sql';

export interface ArtifactIndexQuery {
  readonly kind?: string;
  readonly agentId?: string;
  readonly since?: Date;
  readonly limit: number;
  readonly offset: number;
}

export interface ArtifactIndex {
  readonly artifacts: ArtifactRow[];
  /** Of all pages; 0 beyond the last. */
  readonly total: number;
}

/** What is known about stored files. The files themselves lie in the artifact store, by their hashes. */
export class ArtifactStore {
  constructor(private readonly db: Database) {}

  /** Adds rows, in the caller's transaction if one is given. A row whose id exists is left as it is. */
  async insert(rows: readonly NewArtifact[], db: Queryable = this.db): Promise<void> {
    if (rows.length === 0) return;
    await db.execute(INSERT_ARTIFACTS, [
      rows.map((row) => row.artifact_id),
      rows.map((row) => row.tenant),
      rows.map((row) => row.owner_id),
      rows.map((row) => row.task_id),
      rows.map((row) => row.lease_no),
      rows.map((row) => row.agent_id),
      rows.map((row) => cleanText(row.kind)),
      rows.map((row) => cleanText(row.name)),
      rows.map((row) => row.size),
      rows.map((row) => row.sha256),
      rows.map((row) => cleanText(row.content_type)),
    ]);
  }

  async get(artifactId: string, visibility: Visibility): Promise<ArtifactRow | null> {
    const [row] = await this.getMany([artifactId], visibility);
    return row ?? null;
  }

  /** Those of the ids that are visible, in no order. */
  getMany(artifactIds: readonly string[], visibility: Visibility): Promise<ArtifactRow[]> {
    return this.db.query(GET_ARTIFACTS, [...visibilityParams(visibility), artifactIds]);
  }

  /** The files of a task, oldest first. Whether the caller may see the task is the caller's to ask. */
  ofTask(taskId: string): Promise<ArtifactRow[]> {
    return this.db.query(ARTIFACTS_OF_TASK, [taskId]);
  }

  /** The newest file of each task and kind, newest first. */
  async index(visibility: Visibility, query: ArtifactIndexQuery): Promise<ArtifactIndex> {
    const { kind, agentId, since, limit, offset } = query;
    const filter = [kind ?? null, agentId ?? null, since ?? null] as const;
    const rows = await this.db.query(INDEX_ARTIFACTS, [...visibilityParams(visibility), ...filter, limit, offset]);
    return { artifacts: rows.map(({ total: _total, ...row }) => row), total: rows[0]?.total ?? 0 };
  }

  /** Those of the contents that no row refers to. */
  async unusedContents(hashes: readonly string[]): Promise<string[]> {
    const rows = await this.db.query(UNUSED_CONTENTS, [hashes]);
    return rows.map(({ sha256 }) => sha256);
  }
}
