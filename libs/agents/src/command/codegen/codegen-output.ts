/** What a codegen task answers. */
export interface CodegenOutput {
  readonly patch: { readonly artifact_id: string };
  readonly files_changed: readonly string[];
  readonly insertions: number;
  readonly deletions: number;
  readonly summary: string;
  readonly simulated?: true;
}
