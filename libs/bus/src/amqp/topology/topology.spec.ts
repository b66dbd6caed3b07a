import { INSTALLATION_MARKER, taskQueue, TEAMS, workerInbox } from '@cadre/contracts';
import { brokerPermissions, brokerUser, teamOfBrokerUser } from './broker-permissions';
import { brokerTopology } from './broker-topology';
import { toDeclarationError } from './declaration-error';

const topology = brokerTopology(TEAMS);
const queue = (name: string) => topology.queues.find((one) => one.name === name)?.arguments;

describe('the topology', () => {
  it('has strict priorities and a dead-letter queue for every team', () => {
    for (const team of TEAMS) {
      expect(queue(taskQueue(team))).toEqual({
        'x-queue-type': 'classic',
        'x-max-priority': 10,
        'x-dead-letter-exchange': 'cadre.dlx',
        'x-dead-letter-routing-key': team,
      });
      expect(topology.bindings).toContainEqual({
        source: 'cadre.dlx',
        destination: `cadre.dlq.${team}`,
        routing_key: team,
      });
    }
  });

  it('lets nothing become old: heartbeats ten seconds, dead letters two weeks', () => {
    expect(queue('cadre.heartbeats')).toMatchObject({ 'x-message-ttl': 10_000 });
    expect(queue('cadre.dlq.testing')).toMatchObject({ 'x-message-ttl': 1_209_600_000 });
  });

  it('binds what it declares, from what it declares', () => {
    const exchanges = topology.exchanges.map(({ name }) => name);
    for (const { source, destination } of topology.bindings) {
      expect(exchanges).toContain(source);
      expect(queue(destination)).toBeDefined();
    }
  });
});

describe('rights', () => {
  const may = (right: string, name: string): boolean => new RegExp(right).test(name);

  it('let a worker into its own team only', () => {
    const { configure, write, read } = brokerPermissions('worker', 'user-story');
    const [own, foreign] = [workerInbox('user-story', 'w.1'), workerInbox('testing', 'w')];
    expect([may(configure, own), may(configure, foreign), may(configure, taskQueue('user-story'))]).toEqual([
      ...[true, false, false],
    ]);
    expect([may(read, taskQueue('user-story')), may(read, taskQueue('testing')), may(read, own)]).toEqual([
      ...[true, false, true],
    ]);
    expect([may(read, foreign), may(read, `${taskQueue('user-story')}2`)]).toEqual([false, false]);
    expect([may(write, 'cadre.requests'), may(write, 'amq.default'), may(write, 'cadre.dlx')]).toEqual([
      ...[true, false, false],
    ]);
  });

  it('let an orchestrator declare and bind everything', () => {
    const { configure, write, read } = brokerPermissions('orchestrator');
    for (const { name } of [...topology.exchanges, ...topology.queues]) expect(may(configure, name)).toBe(true);
    for (const { source, destination } of topology.bindings) {
      expect([may(read, source), may(write, destination)]).toEqual([true, true]);
    }
    expect([may(configure, INSTALLATION_MARKER), may(read, INSTALLATION_MARKER)]).toEqual([true, true]);
  });

  it('are held by users whose name says their team', () => {
    expect(teamOfBrokerUser(brokerUser('worker', 'testing'))).toBe('testing');
    expect(teamOfBrokerUser(brokerUser('orchestrator'))).toBeUndefined();
  });
});

describe('a declaration that is refused', () => {
  const refusal = (text: string) => Object.assign(new Error(`406 with message "${text}"`), { code: 406 });

  it('tells what differs and how to get on', () => {
    const text =
      "PRECONDITION_FAILED - inequivalent arg 'x-max-priority' for queue 'q' in vhost '/': received the value '10' of type 'signedint' but current is the value '5' of type 'byte'";
    expect(toDeclarationError('the queue q', refusal(text))).toMatchObject({
      code: 'BUS_TOPOLOGY_MISMATCH',
      message: expect.stringMatching(
        /^At the broker the queue q has another 'x-max-priority' than this version declares: wanted 10, found 5\. Delete/,
      ) as string,
    });
    const kind =
      "PRECONDITION_FAILED - inequivalent arg 'type' for exchange 'e' in vhost '/': received 'direct' but current is 'topic'";
    expect(toDeclarationError('the exchange e', refusal(kind)).message).toContain('wanted direct, found topic.');
  });

  it('tells the reason if it is another one', () => {
    expect(toDeclarationError('the queue q', refusal('something new')).message).toContain('something new');
    expect(toDeclarationError('the queue q', new Error('closed'))).toMatchObject({ code: 'BUS_UNAVAILABLE' });
  });
});
