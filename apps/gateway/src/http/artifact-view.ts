import type { ArtifactRow } from '@cadre/persistence';
import { API } from './paths';
import { Shown, ShownId, ShownTime } from './shown';

/** A file as everybody sees it, wherever it is listed. */
export class ArtifactView {
  @ShownId()
  artifact_id!: string;

  @ShownId({ nullable: true })
  task_id!: string | null;

  @Shown({ type: 'number', nullable: true })
  attempt!: number | null;

  @Shown({ type: 'string', nullable: true })
  agent_id!: string | null;

  @Shown({ type: 'string' })
  kind!: string;

  @Shown({ type: 'string' })
  name!: string;

  @Shown({ type: 'number' })
  size!: number;

  @Shown({ type: 'string' })
  sha256!: string;

  @Shown({ type: 'string' })
  content_type!: string;

  @ShownTime()
  created_at!: Date;

  @Shown({ type: 'string' })
  url!: string;
}

export function artifactView(row: ArtifactRow): ArtifactView {
  return {
    artifact_id: row.artifact_id,
    task_id: row.task_id,
    attempt: row.lease_no,
    agent_id: row.agent_id,
    kind: row.kind,
    name: row.name,
    size: row.size,
    sha256: row.sha256,
    content_type: row.content_type,
    created_at: row.created_at,
    url: `/${API}/artifacts/${row.artifact_id}`,
  };
}
