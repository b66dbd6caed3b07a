export {
  brokerPermissions,
  brokerUser,
  teamOfBrokerUser,
  type BrokerPermissions,
  type BrokerRole,
} from './amqp/topology/broker-permissions';
export { brokerTopology, type BrokerTopology } from './amqp/topology/broker-topology';
export * from './broadcast.port';
export * from './bus';
export * from './errors';
export { createMemoryBus } from './memory/create-memory-bus';
export { MemoryBroker } from './memory/memory-broker';
export { BROADCAST, BusModule, WORK_BUS, type BusModuleOptions } from './nest/bus.module';
export { HandlerMismatchError, InvalidVerdictError } from './nest/handler-errors';
export { bindQueue, type QueueBinding } from './nest/queue-binding';
export { WorkBusServer } from './nest/work-bus-server';
export { createBus, type BusOptions } from './create-bus';
export { installBusSchema, type BusRole } from './postgres/schema/install-bus-schema';
export { createBusTelemetry } from './telemetry/bus.metrics';
export { SILENT, type BusTelemetry } from './telemetry/bus-telemetry';
export * from './work-bus.port';
