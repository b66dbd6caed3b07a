import { TaskErrorCode } from '@cadre/contracts';
import { permanentFailure } from '../execution/agent-failure';
import type { TaskArtifacts } from '../execution/executor.port';
import { compileShippedSchema } from '../schema/compile-shipped-schema';
import { describeErrors } from '../schema/validation-error';

const compiled = new Map<string, ReturnType<typeof compileShippedSchema>>();

/**
 * Writes a JSON artifact that fits `configs/schemas/artifact.<kind>.schema.json`, which others read by. Rejects with an
 * AgentFailure (ARTIFACT_INVALID) for one that does not.
 */
export function writeChecked(
  artifacts: TaskArtifacts,
  name: string,
  kind: string,
  value: unknown,
): ReturnType<TaskArtifacts['write']> {
  const validate = schemaOf(kind);
  if (!validate(value)) {
    const problems = describeErrors(validate.errors ?? []).map(({ path, message }) => `${path || '/'} ${message}`);
    throw permanentFailure(TaskErrorCode.ArtifactInvalid, `${name} does not fit its schema: ${problems.join('; ')}`);
  }
  const content = `${JSON.stringify(value, null, 2)}\n`;
  return artifacts.write({ name, kind, contentType: 'application/json', content });
}

function schemaOf(kind: string): ReturnType<typeof compileShippedSchema> {
  const schema = compiled.get(kind) ?? compileShippedSchema(`configs/schemas/artifact.${kind}.schema.json`);
  compiled.set(kind, schema);
  return schema;
}
