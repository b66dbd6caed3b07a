import { Installation, PrivateBroker, PrivateServer, type Service } from '@cadre/testing';
import type { Bus } from '../options';
import type { Profile } from './profile';

const SLOTS = '100';
const STREAMS_PER_USER = '2000';
/** As a broker has it that nobody watches; tests want their figures sooner. */
const BROKER_CONFIG = ['collect_statistics_interval = 5000'];

/** Real services over a database and a broker of their own, with the settings they are deployed with. */
export interface Services {
  readonly server: PrivateServer;
  /** Absent on PostgreSQL. */
  readonly broker?: PrivateBroker;
  readonly installation: Installation;
  readonly processes: Readonly<Record<Service['role'], Service>>;
}

/** Starts one of each. */
export async function startServices(bus: Bus, profile?: Profile): Promise<Services> {
  const [server, broker] = await Promise.all([
    PrivateServer.start(),
    bus === 'rabbitmq' ? PrivateBroker.start({ config: BROKER_CONFIG }) : undefined,
  ]);
  const installation = await Installation.create({ database: server, bus, ...(broker && { broker }) });
  const [gateway, orchestrator, worker] = await Promise.all([
    installation.gateway({ STREAMS_PER_USER, ...profile?.env('gateway') }),
    installation.orchestrator(profile?.env('orchestrator')),
    installation.worker({ WORKER_SLOTS: SLOTS, ...profile?.env('worker') }),
  ]);
  return { server, ...(broker && { broker }), installation, processes: { gateway, orchestrator, worker } };
}

/** Ends and removes everything. Throws LeakError. */
export async function stopServices({ installation, broker }: Services): Promise<void> {
  try {
    await installation.close();
  } finally {
    await broker?.close();
  }
}
