import { describeWithRabbitMq, type InstallationOptions, rabbitmqInstalled } from '@cadre/testing';

export type BusKind = NonNullable<InstallationOptions['bus']>;

/**
 * One test over each bus. The scenario brings its own installation and takes it away again. Both begin at once: such a
 * scenario mostly waits.
 */
export function onBothBuses(title: string, scenario: (bus: BusKind) => Promise<void>, patienceMs: number): void {
  const outcomes = new Map<BusKind, Promise<void>>();
  const outcomeOf = (bus: BusKind) => it(title, async () => outcomes.get(bus), patienceMs);
  beforeAll(() => {
    const buses: readonly BusKind[] = rabbitmqInstalled() ? ['postgres', 'rabbitmq'] : ['postgres'];
    for (const bus of buses) {
      const outcome = scenario(bus);
      // Its test tells; until then nobody listens.
      outcome.catch(() => undefined);
      outcomes.set(bus, outcome);
    }
  });
  // A scenario whose test was left out by a filter still has processes of its own to end.
  afterAll(() => Promise.allSettled(outcomes.values()), patienceMs);
  describe('over PostgreSQL', () => void outcomeOf('postgres'));
  describeWithRabbitMq('over RabbitMQ', () => void outcomeOf('rabbitmq'));
}

/** A suite over each bus. */
export function describeOnBothBuses(title: string, suite: (bus: BusKind) => void): void {
  describe(`${title}, over PostgreSQL`, () => suite('postgres'));
  describeWithRabbitMq(`${title}, over RabbitMQ`, () => suite('rabbitmq'));
}
