import { TopologyMismatchError } from '../../errors';
import type { Session } from '../bus-connection';
import { SCHEMA_VERSION } from './bus-schema.sql';

/** Rejects with TopologyMismatchError unless the database has exactly the schema this program was made for. */
export async function checkSchemaVersion(session: Session): Promise<void> {
  const [row] = await session.query<{ version: number }>('SELECT version FROM bus.schema_version');
  if (row?.version === SCHEMA_VERSION) return;
  throw new TopologyMismatchError(
    `The bus schema has version ${row?.version ?? 0}, this program needs ${SCHEMA_VERSION}: run the migrations.`,
  );
}
