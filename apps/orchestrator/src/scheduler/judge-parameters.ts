import { artifactIdsIn, validateParameters } from '@cadre/agents';
import type { ParameterJudge } from '@cadre/persistence';

/** Judges parameters by an agent's JSON Schema, as the gateway did when the schedule was written. */
export const judgeParameters: ParameterJudge = (agent, parameters) => {
  const definition = { parameters: agent.schema };
  const judged = validateParameters(definition, parameters);
  if (!judged.ok) {
    return { fits: false, message: judged.errors.map(({ path, message }) => `${path} ${message}`).join('; ') };
  }
  const inputArtifacts = artifactIdsIn(definition, judged.value).map((id) => id.toLowerCase());
  return { fits: true, value: judged.value, inputArtifacts };
};
