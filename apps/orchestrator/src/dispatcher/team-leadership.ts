import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TEAMS } from '@cadre/contracts';
import { type TeamLease, TeamLeaseStore } from '@cadre/persistence';
import { Periodic } from '../lifecycle/periodic';
import { Process } from '../process/process.port';

/** A dead orchestrator's teams are taken over within a lease and a renewal. */
const LEASE_SECONDS = 6;
const RENEW_MS = 2000;

type OnLeases = (leases: readonly TeamLease[]) => void;

/** Which teams this orchestrator dispatches for: takes what is free, renews what it has, gives all back at the end. */
@Injectable()
export class TeamLeadership {
  private readonly periodic: Periodic;
  /** Differs with every start: a restarted process must not pass for its frozen predecessor. */
  private readonly owner: string;
  private held: readonly TeamLease[] = [];
  private onLeases: OnLeases = () => undefined;

  constructor(
    private readonly store: TeamLeaseStore,
    private readonly process: Process,
  ) {
    this.owner = `${process.config.orchestratorId}#${randomBytes(4).toString('hex')}`;
    this.periodic = new Periodic({ name: 'team leadership', turn: () => this.renew(), outages: process.outages });
  }

  /** Hands over the leases held after every renewal. */
  start(onLeases: OnLeases): void {
    this.onLeases = onLeases;
    this.periodic.start();
  }

  stop(): Promise<void> {
    return this.periodic.stop();
  }

  /** Another orchestrator may take over at once. If the database is away, the leases lapse by themselves. */
  async release(): Promise<void> {
    try {
      await this.store.release(this.owner);
      this.held = [];
    } catch (error) {
      this.process.outages.failed('team leadership', error);
    }
  }

  private async renew(): Promise<number> {
    const before = this.held.map(({ team }) => team).sort();
    await this.store.cutAhead(LEASE_SECONDS);
    this.held = await this.store.acquire(this.owner, TEAMS, LEASE_SECONDS);
    const teams = this.held.map(({ team }) => team).sort();
    if (teams.join() !== before.join()) this.process.logger.info({ teams }, 'dispatching for these teams');
    this.onLeases(this.held);
    return RENEW_MS;
  }
}
