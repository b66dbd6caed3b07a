import { until } from '@cadre/testing';
import type { World } from '../world/world';
import { type Fault, type FaultKind, MESSAGES_COME, NOBODY, type Observation } from './fault';
import { HELLO, sayHello } from './say-hello';

const REFUSES_WITHIN_MS = 2_000;

/** The database server goes down, in order or by force, and comes back with its data. */
export function endDatabase(how: 'stop' | 'kill', holdMs: readonly [number, number]): FaultKind {
  return {
    name: how === 'stop' ? 'database-restarted' : 'database-killed',
    family: 'database',
    holdMs,
    mayRefuse: true,
    excuses: NOBODY,
    create: ({ server }) => ({
      async inject(): Promise<Observation> {
        const end = await server[how]();
        const met = await sayHello(server.port, HELLO.database, REFUSES_WITHIN_MS);
        return { observed: met === 'refused', evidence: `${end ?? 'stopped'}; a new connection is ${met}` };
      },
      heal: () => server.startAgain(),
    }),
  };
}

/** Every session of the database is ended by an administrator. */
export const endSessions: FaultKind = {
  name: 'sessions-ended',
  family: 'database',
  holdMs: [0, 0],
  mayRefuse: true,
  excuses: NOBODY,
  create: (world) => new EndedSessions(world),
};

class EndedSessions implements Fault {
  constructor(private readonly world: World) {}

  async inject(): Promise<Observation> {
    const before = await this.backends();
    const ended = await this.world.server.endSessions();
    const stayed = await until(async () => (await this.backends()).filter((pid) => before.includes(pid)).length === 0)
      .then(() => 0)
      .catch(() => 1);
    return { observed: ended > 0 && stayed === 0, evidence: `${ended} sessions ended` };
  }

  async heal(): Promise<void> {}

  private async backends(): Promise<number[]> {
    const rows = await this.world.installation.sql<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    return rows.map(({ pid }) => pid);
  }
}

/** An administrator empties the bus: nothing is left of what stood on it. */
export const emptyBus: FaultKind = {
  name: 'bus-emptied',
  family: 'broker',
  holdMs: [0, 0],
  mayRefuse: false,
  excuses: NOBODY,
  create: ({ installation: { sql } }) => ({
    async inject(): Promise<Observation> {
      const removed = await until(
        async () => (await sql('DELETE FROM bus.messages RETURNING id')).length,
        MESSAGES_COME,
      ).catch(() => 0);
      return { observed: removed > 0, evidence: `${removed} messages removed` };
    },
    heal: () => Promise.resolve(),
  }),
};
