export { makeCertificates } from './broker/broker-certificates';
export { describeWithRabbitMq } from './broker/describe-with-rabbitmq';
export type { Definitions, Permissions } from './broker/definitions';
export { rabbitmqInstalled, RabbitMqMissingError } from './broker/find-rabbitmq';
export { freshVhost, SharedBrokerError, type FreshVhost } from './broker/fresh-vhost';
export { ManagementError, type ManagementClient } from './broker/management-client';
export { PrivateBroker, type PrivateBrokerOptions } from './broker/private-broker';
export type { VhostAccess } from './broker/vhost-access';
export { emptyDatabase, freshDatabase, TestDatabaseMissingError, type FreshDatabase } from './database/fresh-database';
export { PrivateServer } from './database/private-server';
export { ApiClient, NotAcceptedError, type ApiAnswer, type ApiRequest, type TaskRequest } from './http/api-client';
export { Installation, type InstallationOptions } from './installation/installation';
export { FIRST_ADMIN } from './installation/prepare-database';
export { Service, type LogEntry } from './installation/service';
export type { ModelReply, ReplyToolCall, ReplyUsage } from './models/model-reply';
export { DESK_COMMAND, HttpDesk } from './mcp/desk';
export { ModelServer, type ModelRequest, type Replying } from './models/model-server';
export { TcpProxy, type NetworkBehaviour } from './network/tcp-proxy';
export { freePort } from './processes/free-port';
export { describeProcess, isAlive, processesWith } from './processes/process-table';
export { PROJECT_DIR } from './processes/project-dir';
export { ProcessEndedError, RunningProcess, type ProcessExit, type SpawnOptions } from './processes/running-process';
export { startService } from './processes/start-service';
export {
  ADMIN_EMAIL,
  ADMIN_PASSWORD,
  Stack,
  startStack,
  type StackOptions,
  type StackService,
} from './processes/start-stack';
export { describeWith } from './requirements/describe-with';
export type { Requirement } from './requirements/requirement';
export { SANDBOX_REQUIREMENTS } from './requirements/sandbox-requirements';
export { tryOut } from './requirements/try-out';
export { LeakError, watchLeaks } from './waiting/leaks';
export { ConditionTimeoutError, until, type UntilOptions } from './waiting/until';
