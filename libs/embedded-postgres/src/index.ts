export { ensureDatabase } from './create-database';
export {
  BinariesMissingError,
  DataDirectoryError,
  DataDirectoryInUseError,
  EmbeddedPostgresError,
  ServerStartError,
} from './errors';
export { startEmbeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from './start-embedded-postgres';
export { isAlive, startMark } from './server/process-table';
