/** `<name>.meta.json` beside an artifact: where it comes from and how to check it. */
export interface ArtifactMetaV1 {
  readonly schema_version: 1;
  readonly artifact: string;
  readonly producer: {
    readonly agent_id: string;
    readonly agent_version: string | null;
    readonly task_id: string;
    readonly attempt: number;
  };
  readonly sha256: string;
  readonly size: number;
  readonly started_at: string;
  readonly finished_at: string;
  readonly trace_id: string | null;
}
