import { TEAMS, teamOfTaskQueue, type QueueName } from '@cadre/contracts';
import type { BusTelemetry } from '../../telemetry/bus-telemetry';
import { watchChannel, type AmqpConnection, type FreshConnection } from '../amqp-connection';
import type { AmqpAddress } from '../address';
import { messageOf } from '../replies';
import { brokerTopology } from './broker-topology';
import type { BrokerRole } from './broker-permissions';
import { declareTopology } from './declare-topology';
import { claimVhost } from './installation-marker';

export interface TopologyKeeperParts {
  readonly role: BrokerRole;
  readonly address: AmqpAddress;
  /** Whose queues these are; undefined while nobody knows. */
  installationId(): string | undefined;
  /** Where to declare what vanished while everything is connected. */
  readonly connection: AmqpConnection;
  readonly telemetry: BusTelemetry;
  /** What vanished is there again, and empty. */
  onRestored(): void;
}

/** Sees to it that the shared queues and exchanges are there. Only orchestrators may; all others wait for them. */
export class TopologyKeeper {
  private readonly teams = new Set<string>(TEAMS);
  private restoring: Promise<void> | undefined;

  constructor(private readonly parts: TopologyKeeperParts) {}

  get mayDeclare(): boolean {
    return this.parts.role === 'orchestrator';
  }

  /** Declares everything on a fresh connection. Throws TopologyMismatchError, ForeignInstallationError among them. */
  async declareOn(fresh: FreshConnection): Promise<void> {
    if (!this.mayDeclare) return;
    await this.claimOn(fresh);
    const channel = await fresh.createChannel();
    watchChannel(channel, () => undefined);
    await declareTopology(channel, brokerTopology([...this.teams]));
    await channel.close();
  }

  /** Declares the queue of a team that is not among the usual ones. */
  async know(queue: QueueName): Promise<void> {
    if (this.mayDeclare && this.remember(queue)) await this.declare();
  }

  /** Something, or this queue, is missing at the broker; asked often, done once at a time. */
  restore(queue?: QueueName): void {
    if (queue !== undefined) this.remember(queue);
    if (!this.mayDeclare || !this.parts.connection.connected) return;
    this.restoring ??= this.restoreNow().finally(() => (this.restoring = undefined));
  }

  /** Declares the queue of this team, too, from now on. True for a team that was not known. */
  private remember(queue: QueueName): boolean {
    const team = teamOfTaskQueue(queue);
    if (team === undefined || this.teams.has(team)) return false;
    this.teams.add(team);
    return true;
  }

  /** First of all: in another's virtual host nothing may be declared. */
  private async claimOn(fresh: FreshConnection): Promise<void> {
    const installationId = this.parts.installationId();
    if (installationId === undefined) return;
    const channel = await fresh.createChannel();
    watchChannel(channel, () => undefined);
    await claimVhost(channel, installationId, this.parts.address, this.parts.telemetry);
  }

  private async restoreNow(): Promise<void> {
    try {
      await this.declare();
      this.parts.telemetry.log('warn', 'queues were missing at the broker and are declared again', {});
      this.parts.onRestored();
    } catch (error) {
      this.parts.telemetry.log('error', 'missing queues could not be declared', { error: messageOf(error) });
    }
  }

  private async declare(): Promise<void> {
    const { connection } = this.parts;
    const channel = await connection.openChannel(() => undefined);
    await connection.answer(declareTopology(channel, brokerTopology([...this.teams])));
    await connection.answer(channel.close());
  }
}
