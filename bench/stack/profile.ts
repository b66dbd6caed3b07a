import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { until, type Service } from '@cadre/testing';
import type { Bus, ProfileOptions } from '../options';

type Role = Service['role'];

const WRITTEN_WITHIN_MS = 60_000;

/** CPU profiles of the three services, each in a file that Chrome's developer tools open. */
export class Profile {
  private readonly folder: string;
  readonly seconds: number;

  constructor(
    { folder, seconds }: ProfileOptions,
    private readonly bus: Bus,
  ) {
    this.folder = resolve(folder);
    this.seconds = seconds;
    mkdirSync(this.folder, { recursive: true });
  }

  /** What a service must be started with. */
  env(role: Role): Readonly<Record<string, string>> {
    rmSync(this.file(role), { force: true });
    return {
      NODE_OPTIONS: `--require ${join(__dirname, 'profile-on-signal.cjs')}`,
      BENCH_PROFILE_FILE: this.file(role),
    };
  }

  /** Profiles while the work is done. */
  async during(services: Readonly<Record<Role, Service>>, work: () => Promise<unknown>): Promise<void> {
    const roles: readonly Role[] = ['gateway', 'orchestrator', 'worker'];
    for (const role of roles) services[role].signal('SIGUSR2');
    await work();
    for (const role of roles) services[role].signal('SIGUSR2');
    await until(() => roles.every((role) => existsSync(this.file(role))), { timeoutMs: WRITTEN_WITHIN_MS });
  }

  private file(role: Role): string {
    return join(this.folder, `${this.bus}-${role}.cpuprofile`);
  }
}
