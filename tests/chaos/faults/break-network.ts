import { type NetworkBehaviour, type TcpProxy, until } from '@cadre/testing';
import type { Pair } from '../world/network';
import type { World } from '../world/world';
import { type Fault, type FaultKind, NOBODY, type Observation } from './fault';
import { type Greeting, HELLO, sayHello } from './say-hello';

const LATENCY_MS = 2_000;

/** How a network may break, and what a new connection meets then. */
const MODES = {
  refused: { change: { mode: 'refuse' }, cuts: true, meets: 'refused' },
  'black-hole': { change: { mode: 'blackhole' }, cuts: false, meets: 'silent' },
  'answers-lost': { change: { dropReplies: true }, cuts: false, meets: 'silent' },
  'requests-lost': { change: { dropRequests: true }, cuts: false, meets: 'silent' },
  // It is there, and far away: nothing comes in less than the delay of one direction.
  slow: { change: { latencyMs: LATENCY_MS }, cuts: false, meets: 'silent' },
  cut: { change: {}, cuts: true, meets: 'answered' },
} as const satisfies Record<string, { change: Partial<NetworkBehaviour>; cuts: boolean; meets: Greeting }>;
export type NetworkMode = keyof typeof MODES;
export const NETWORK_MODES = Object.keys(MODES) as NetworkMode[];

/** The network between two breaks, for all connections between them. */
export function breakNetwork(pair: Pair, mode: NetworkMode, holdMs: readonly [number, number]): FaultKind {
  return {
    name: `${pair}-${mode}`,
    family: 'network',
    holdMs: mode === 'cut' ? [0, 0] : holdMs,
    mayRefuse: pair === 'gateway-database',
    excuses: pair === 'worker-bus' ? (world) => world.workerNames : NOBODY,
    create: (world) => new BrokenNetwork(world, pair, mode),
  };
}

const ANSWER_WITHIN_MS = 5_000;
const SILENT_FOR_MS = 500;

class BrokenNetwork implements Fault {
  private readonly proxy: TcpProxy;

  constructor(
    private readonly world: World,
    private readonly pair: Pair,
    private readonly mode: NetworkMode,
  ) {
    this.proxy = world.network.between(pair);
  }

  async inject(): Promise<Observation> {
    const { change, cuts, meets } = MODES[this.mode];
    const stood = this.proxy.connections;
    this.proxy.set(change);
    const cut = cuts ? this.proxy.resetAll() : 0;
    const met = await sayHello(this.proxy.port, this.hello, meets === 'silent' ? SILENT_FOR_MS : ANSWER_WITHIN_MS);
    const evidence = `${cuts ? cut : stood} connections ${cuts ? 'cut' : 'affected'}, a new one is ${met}`;
    return { observed: stood > 0 && met === meets && (!cuts || cut > 0), evidence };
  }

  /** Whatever lost some of its bytes is no connection any more. */
  async heal(): Promise<void> {
    this.proxy.heal();
    if (MODES[this.mode].meets === 'silent') this.proxy.resetAll();
    await until(async () => (await sayHello(this.proxy.port, this.hello, ANSWER_WITHIN_MS)) === 'answered', {
      timeoutMs: 60_000,
    });
  }

  private get hello(): Buffer {
    return this.pair.endsWith('-bus') && this.world.broker !== undefined ? HELLO.broker : HELLO.database;
  }
}
