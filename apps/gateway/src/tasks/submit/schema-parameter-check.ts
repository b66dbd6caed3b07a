import { Injectable } from '@nestjs/common';
import { artifactIdsIn, validateParameters } from '@cadre/agents';
import { ProblemCode } from '@cadre/contracts';
import { type AgentRow, ArtifactStore, type Visibility } from '@cadre/persistence';
import { type FieldError, ProblemError } from '../../http/problem.error';
import type { CheckedParameters, ParameterCheck } from './parameter-check.port';
import { pathsOf } from './paths-of';

/** Asks the agent's JSON Schema, and the database only if the parameters name files. */
@Injectable()
export class SchemaParameterCheck implements ParameterCheck {
  constructor(private readonly artifacts: ArtifactStore) {}

  async check(agent: Pick<AgentRow, 'schema'>, given: unknown, visibility: Visibility): Promise<CheckedParameters> {
    const definition = { parameters: agent.schema };
    const judged = validateParameters(definition, given);
    if (!judged.ok) throw parametersInvalid(judged.errors);
    const inputArtifacts = artifactIdsIn(definition, judged.value).map((id) => id.toLowerCase());
    if (inputArtifacts.length > 0) await this.requireVisible(inputArtifacts, judged.value, visibility);
    return { parameters: judged.value, inputArtifacts };
  }

  /** Somebody else's file is as unknown as one that never was. */
  private async requireVisible(ids: readonly string[], parameters: unknown, visibility: Visibility): Promise<void> {
    const visible = new Set((await this.artifacts.getMany(ids, visibility)).map((row) => row.artifact_id));
    const missing = ids.filter((id) => !visible.has(id));
    if (missing.length === 0) return;
    throw parametersInvalid(
      missing.flatMap((id) => pathsOf(parameters, id).map((path) => ({ path, message: 'there is no such artifact' }))),
    );
  }
}

function parametersInvalid(errors: readonly FieldError[]): ProblemError {
  const detail = errors.length === 1 ? '1 parameter is not valid.' : `${errors.length} parameters are not valid.`;
  return new ProblemError(ProblemCode.ParametersInvalid, detail, {
    errors: errors.map(({ path, message }) => ({ path: `/parameters${path}`, message })),
  });
}
