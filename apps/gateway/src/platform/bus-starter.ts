import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BROADCAST, type Broadcast, WORK_BUS, type WorkBus } from '@cadre/bus';
import { untilReachable } from '../lifecycle/until-reachable';

/** Starts the bus beside the gateway: requests are served whether it is there or not. */
@Injectable()
export class BusStarter implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('bus');
  private readonly stopped = new AbortController();

  constructor(
    @Inject(WORK_BUS) private readonly work: WorkBus,
    @Inject(BROADCAST) private readonly broadcast: Broadcast,
  ) {}

  onApplicationBootstrap(): void {
    void this.keepTrying('work', () => this.work.start());
    void this.keepTrying('broadcast', () => this.broadcast.start());
  }

  onApplicationShutdown(): void {
    this.stopped.abort();
  }

  private keepTrying(port: string, start: () => Promise<void>): Promise<void> {
    const warn = (err: unknown): void => this.logger.warn({ port, err }, 'bus not reachable, trying again');
    return untilReachable(start, warn, this.stopped.signal);
  }
}
