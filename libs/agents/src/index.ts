export * from './definition/agent-needs';
export * from './definition/definition-folder';
export {
  formatDefinitionErrors,
  loadAgentDefinitions,
  type DefinitionError,
  type LoadedDefinitions,
} from './definition/load-agent-definitions';
export { parseAgentDefinition, type DefinitionPlace, type ParsedDefinition } from './definition/parse-agent-definition';
export * from './schema/agent-parameters';
export * from './schema/compile-agent-schema';
export type { JsonSchema, JsonValue } from './schema/json-value';
export * from './schema/schema-rejected.error';
export type { ValidationError } from './schema/validation-error';
export * from './artifacts/artifact-name';
export * from './artifacts/blob-store.errors';
export type { ArtifactBlobStore, ListedBlob, StoredBlob, SweepableBlobStore } from './artifacts/blob-store.port';
export { ArtifactSettingsError, createBlobStore, type ArtifactSettings } from './artifacts/create-blob-store';
export { FolderBlobStore } from './artifacts/folder-blob-store';
export * from './artifacts/task-artifact-space';
export { echo } from './builtin/echo';
export { createHttpRequest } from './builtin/http-request';
export { createHttpAgent, type HttpAgentParts } from './http/http-agent';
export { HttpSecrets, HttpSecretsError } from './http/http-secrets';
export * from './execution/abort-reasons';
export * from './execution/agent-failure';
export * from './execution/attempt-suspended';
export type * from './execution/executor.port';
export * from './execution/executor-registry';
export { HandBack, type HandBackCause } from './execution/hand-back';
export { startLongTimer } from './execution/long-timer';
export { normalizeFailure } from './execution/normalize-failure';
export { AllowList, InvalidAllowListError } from './net/allow-list';
export { removeOrphanedRuns } from './sandbox/orphaned-runs';
export { createPrivateFolder, handOver, removePrivateFolder } from './sandbox/private-folder';
export { probeSandbox } from './sandbox/probe-sandbox';
export { SandboxConfigError } from './sandbox/sandbox.errors';
export type { Sandbox } from './sandbox/sandbox.port';
export { SandboxProfiles } from './sandbox/sandbox-profile';
export { projectFile } from './definition/project-file';
export { createBuildTest } from './command/build-test/build-test';
export { createCodegen } from './command/codegen/codegen';
export type { CommandOptions } from './command/command-options';
export { createLlmExecutor } from './llm/create-llm-executor';
export { LocalProviderGate, type GateListener } from './llm/gate/local-provider-gate';
export type { ProviderGate } from './llm/gate/provider-gate.port';
export { PriceTable, PriceTableError } from './llm/prices/price-table';
export { parseModelRef, PROVIDERS, type ModelRef, type ProviderName } from './llm/provider/model-ref';
export { ModelSource } from './llm/provider/model-source';
export {
  configuredAccounts,
  keyIdOf,
  type ProviderAccount,
  type ProviderAccounts,
} from './llm/provider/provider-account';
export { openProviderConnections, type ProviderConnections } from './llm/provider/provider-fetch';
export { createSimulatedLlm, type SimulationOptions } from './llm/simulated/simulated-llm';
export { definitionContext } from './workflow/definition-context';
export * from './workflow/judge-step-values';
export * from './workflow/load-workflow-templates';
export type { AgentTool, ToolContext } from './tools/agent-tool.port';
export { ARTIFACT_TOOLS } from './tools/artifact-tools';
export { AttemptServers } from './mcp/attempt-servers';
export { McpConfigError, McpServers } from './mcp/mcp-servers';
export {
  createSandboxRun,
  mayRunForModels,
  SANDBOX_RUN_PROFILE,
  type SandboxRunParts,
} from './tools/sandbox/sandbox-run';
export { createEmailSend, type MailAccount } from './tools/mail/email-send';
export type { ServiceAccount } from './tools/services/ask-service';
export { createImageGenerate, type ImageService } from './tools/services/image-generate';
export { createWebSearch } from './tools/services/web-search';
export { ToolBox, ToolNameError } from './tools/tool-box';
export { createHttpFetch } from './tools/web/http-fetch';
export { createWebScrape } from './tools/web/web-scrape';
