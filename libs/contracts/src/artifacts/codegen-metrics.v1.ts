/** `metrics.json` of the codegen agent: how large the change is, and what it took. */
export interface CodegenMetricsV1 {
  readonly schema_version: 1;
  readonly files_changed: number;
  readonly insertions: number;
  readonly deletions: number;
  readonly patch_bytes: number;
  /** How often a model was asked; 0 for a ready patch. */
  readonly rounds: number;
  readonly simulated: boolean;
  readonly duration_seconds: number;
}
