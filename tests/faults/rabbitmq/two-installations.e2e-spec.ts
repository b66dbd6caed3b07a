import { describeWithRabbitMq, Installation, ProcessEndedError } from '@cadre/testing';
import { proveSound } from '../harness/prove-sound';

const PATIENCE_MS = 180_000;
/** EX_CONFIG of sysexits.h: whoever supervises the process leaves it at that. */
const EXIT_CONFIG = 78;

describeWithRabbitMq('a second installation on the virtual host of another', () => {
  let first: Installation;
  let second: Installation;
  beforeAll(async () => {
    [first, second] = await Promise.all([
      Installation.create({ bus: 'rabbitmq' }),
      Installation.create({ bus: 'rabbitmq' }),
    ]);
    // Databases of tests are copies of one, and so one installation.
    await second.sql('UPDATE installation SET installation_id = gen_random_uuid()');
  }, PATIENCE_MS);
  afterAll(() => Promise.all([first.close(), second.close()]), PATIENCE_MS);

  it(
    'ends with one clear sentence, for good, and the first one does not notice',
    async () => {
      await Promise.all([first.orchestrator(), first.gateway(), first.worker()]);
      const AMQP_URL = first.broker?.urlOf('cadre-orchestrator') ?? '';
      const failure: unknown = await second.orchestrator({ AMQP_URL }).catch((error: unknown) => error);
      if (!(failure instanceof ProcessEndedError)) throw new TypeError('The orchestrator started');
      expect(failure.exit).toEqual({ code: EXIT_CONFIG, signal: null });
      const told = failure.output.split('\n').filter((line) => line.startsWith('cadre-orchestrator: '));
      expect(told).toEqual([expect.stringContaining('belongs to another installation of Cadre')]);
      expect(told[0]).toContain('Give each installation a virtual host of its own');
      expect(failure.output).not.toMatch(/\n\s+at /);
      expect(failure.output).not.toContain(new URL(AMQP_URL).password);

      // Another orchestrator of the same installation, and the second one where it belongs, start.
      await Promise.all([first.orchestrator(), second.orchestrator(), second.gateway(), second.worker()]);
      await Promise.all([first.client.accepted(), second.client.accepted()]);
      await proveSound(first);
      await proveSound(second);
    },
    PATIENCE_MS,
  );
});
