/** A stored file: what is known about it. Its content lies in the artifact store under its hash. */
export interface ArtifactRow {
  readonly artifact_id: string;
  readonly tenant: string;
  readonly owner_id: string;
  readonly task_id: string | null;
  readonly lease_no: number | null;
  readonly agent_id: string | null;
  readonly kind: string;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly content_type: string;
  readonly created_at: Date;
}

export type NewArtifact = Omit<ArtifactRow, 'created_at'>;

/** The columns of an ArtifactRow, out of `artifacts AS artifact`. */
export const ARTIFACT_COLUMNS = `
  artifact.artifact_id, artifact.tenant, artifact.owner_id, artifact.task_id, artifact.lease_no, artifact.agent_id,
  artifact.kind, artifact.name, artifact.size, artifact.sha256, artifact.content_type, artifact.created_at`;
