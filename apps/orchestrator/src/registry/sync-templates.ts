import { loadAgentDefinitions, loadWorkflowTemplates, projectFile } from '@cadre/agents';
import { planDefinition } from '@cadre/domain';
import { parseCondition } from '@cadre/expressions';
import type { Logger } from '@cadre/observability';
import type { WorkflowTemplateStore } from '@cadre/persistence';

/** Keeps the templates that come with the program. One that asks for agents there are none of is left out. */
export async function syncTemplates(store: WorkflowTemplateStore, agentsDir: string, logger: Logger): Promise<void> {
  const { definitions: agents } = loadAgentDefinitions(agentsDir);
  const { templates, errors } = loadWorkflowTemplates(projectFile('configs/workflow-templates'), agents);
  if (errors.length > 0)
    logger.warn({ mistakes: errors }, 'workflow templates that do not fit the agents are left out');
  for (const { name, definition } of templates) {
    const { nodes } = planDefinition(definition, parseCondition);
    const totalSteps = [...nodes.values()].filter(({ map }) => map === null).length;
    await store.ship(name, { description: definition.description ?? null, definition, totalSteps });
  }
  logger.debug({ templates: templates.length }, 'workflow templates are kept');
}
