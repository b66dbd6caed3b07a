import { Module } from '@nestjs/common';
import { AgentConditionController } from './agent-condition.controller';
import { AgentControlController } from './agent-control.controller';
import { AgentRegistry } from './agent-registry';
import { AgentsController } from './agents.controller';

/** The registry of agents, their condition, and the hand brake. */
@Module({
  controllers: [AgentsController, AgentConditionController, AgentControlController],
  providers: [AgentRegistry],
})
export class AgentsModule {}
