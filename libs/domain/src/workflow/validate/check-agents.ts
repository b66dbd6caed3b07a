import { suggestion } from '../../text/nearest-name';
import { isJsonObject, type JsonValue } from '../definition/json-value';
import { stepError, type DraftStep } from '../plan/draft-step';
import type { PlannedSteps } from '../plan/plan-steps';
import { pointerTo } from '../template/pointer';
import type { Template } from '../template/template';
import type { DefinitionContext } from './definition-context';
import type { DefinitionError } from './definition-error';
import { checkLiteralPart } from './literal-part';

/** A piece of work for an agent: a task, or what undoes one. */
export interface AgentCall {
  readonly step: DraftStep;
  readonly agentId: JsonValue | undefined;
  readonly parameters: Template;
  /** Of the object that names the agent. */
  readonly pointer: string;
}

const NO_PARAMETERS: Template = { kind: 'literal', value: {} };

/** Every agent has to be known, and what is written out of its parameters has to fit its schema. */
export function checkAgents(planned: PlannedSteps, context: DefinitionContext): DefinitionError[] {
  return agentCalls(planned).flatMap((call) => checkCall(call, context));
}

export function agentCalls({ steps, texts }: PlannedSteps): AgentCall[] {
  return steps.flatMap((step) => {
    const templates = texts.get(step)?.templates;
    const { raw, pointer } = step;
    const undo = raw['compensate'];
    const task = { step, agentId: raw['agent_id'], parameters: templates?.parameters ?? NO_PARAMETERS, pointer };
    const compensation = {
      ...{ step, parameters: templates?.compensate ?? NO_PARAMETERS },
      agentId: isJsonObject(undo) ? undo['agent_id'] : undefined,
      pointer: pointerTo(pointer, 'compensate'),
    };
    return [...(step.kind === 'task' ? [task] : []), ...(undo === undefined ? [] : [compensation])];
  });
}

function checkCall({ step, agentId, parameters, pointer }: AgentCall, context: DefinitionContext): DefinitionError[] {
  if (typeof agentId !== 'string') return [];
  const agent = context.agents.get(agentId);
  if (agent === undefined) {
    const message = `there is no agent "${agentId}"${suggestion(agentId, context.agents.keys())}`;
    return [stepError(step, 'UNKNOWN_AGENT', message, pointerTo(pointer, 'agent_id'))];
  }
  return checkLiteralPart(agent.parameters, parameters, context.checkValue).map(({ path, message }) =>
    stepError(
      step,
      'PARAMETERS_INVALID',
      `${message} (agent "${agentId}")`,
      `${pointerTo(pointer, 'parameters')}${path}`,
    ),
  );
}
