import { Injectable } from '@nestjs/common';
import { definitionContext } from '@cadre/agents';
import { type AgentFacts, type TemplateFacts, validateDefinition } from '@cadre/domain';
import { type ActiveTemplate, type TemplateReader, WorkflowTemplateStore } from '@cadre/persistence';
import { AgentDirectory } from '../../tasks/agents/agent-directory.port';
import { definitionInvalid } from '../workflow-problems';
import { childTemplatesIn } from './child-templates-in';
import { countSteps } from './count-steps';
import type { CheckedDefinition, DefinitionCheck } from './definition-check.port';

/** Asks the registry in memory for the agents, and the database only for templates that the definition runs. */
@Injectable()
export class RegistryDefinitionCheck implements DefinitionCheck {
  constructor(
    private readonly agents: AgentDirectory,
    private readonly templates: WorkflowTemplateStore,
  ) {}

  async check(raw: unknown, reader: TemplateReader, under?: string): Promise<CheckedDefinition> {
    const children = await this.templates.getActive(childTemplatesIn(raw), reader);
    const agents = [...(await this.agents.all())].map(({ agent_id, schema, output_schema }): AgentFacts => ({
      agent_id,
      parameters: schema,
      output: output_schema,
    }));
    const validated = validateDefinition(raw, definitionContext(agents, children.map(factsOf)));
    if (!validated.ok) throw definitionInvalid(validated.errors, under);
    const { definition, plan } = validated;
    return { definition, plan, totalSteps: countSteps(plan) };
  }
}

/** Versions are never taken away. */
function factsOf({ name, latest_version, definition }: ActiveTemplate): TemplateFacts {
  const inputs = definition.kind === 'opened' ? (definition.value.inputs ?? null) : null;
  return { name, versions: Array.from({ length: latest_version }, (_, index) => index + 1), inputs };
}
