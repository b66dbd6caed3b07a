import { InitialSchema1760000000000 } from './1760000000000-initial-schema';
import { PartitionFunctions1760000001000 } from './1760000001000-partition-functions';
import { BasePriority1760000002000 } from './1760000002000-base-priority';
import { UnmirroredDeadLetters1760000003000 } from './1760000003000-unmirrored-dead-letters';
import { Workflows1760000004000 } from './1760000004000-workflows';
import { Installation1760000008000 } from './1760000008000-installation';
import { Schedules1760000020000 } from './1760000020000-schedules';
import { WorkflowExternalIds1760000021000 } from './1760000021000-workflow-external-ids';
import { WorkflowFolds1760000022000 } from './1760000022000-workflow-folds';
import { TaskListing1760000030000 } from './1760000030000-task-listing';
import { ExpiredOutputs1760000031000 } from './1760000031000-expired-outputs';
import { WaitingFirings1760000033000 } from './1760000033000-waiting-firings';
import { AgentCondition1760000050000 } from './1760000050000-agent-condition';
import { UsageIndex1760000051000 } from './1760000051000-usage-index';
import { ProviderKeys1760000052000 } from './1760000052000-provider-keys';
import { TaskWaits1760000053000 } from './1760000053000-task-waits';
import { Approvals1760000054000 } from './1760000054000-approvals';
import { HeldAgents1760000055000 } from './1760000055000-held-agents';
import { TasksWithFiles1760000060000 } from './1760000060000-tasks-with-files';

/** Every migration, oldest first. A released migration never changes. */
export const ALL_MIGRATIONS = [
  InitialSchema1760000000000,
  PartitionFunctions1760000001000,
  BasePriority1760000002000,
  UnmirroredDeadLetters1760000003000,
  Workflows1760000004000,
  Installation1760000008000,
  Schedules1760000020000,
  WorkflowExternalIds1760000021000,
  WorkflowFolds1760000022000,
  TaskListing1760000030000,
  ExpiredOutputs1760000031000,
  WaitingFirings1760000033000,
  AgentCondition1760000050000,
  UsageIndex1760000051000,
  ProviderKeys1760000052000,
  TaskWaits1760000053000,
  Approvals1760000054000,
  HeldAgents1760000055000,
  TasksWithFiles1760000060000,
];

/** Where TypeORM notes which ones have run. */
export const MIGRATIONS_TABLE = 'cadre_migrations';
