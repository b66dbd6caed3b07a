import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync } from 'node:fs';

/** The account that Debian's package makes for the server. */
const ACCOUNT = 'rabbitmq';

/** Under whom a broker runs: its own account when we are root, ourselves otherwise. */
export class BrokerAccount {
  private constructor(
    private readonly ids: { readonly uid: number; readonly gid: number } | undefined,
    private readonly canBind: boolean,
  ) {}

  static current(): BrokerAccount {
    const isRoot = process.getuid?.() === 0;
    return new BrokerAccount(isRoot ? idsOf(ACCOUNT) : undefined, has('setpriv'));
  }

  /** What a command line begins with, so that the program runs under this account and dies with whoever started it. */
  get prefix(): readonly string[] {
    if (!this.canBind) return [];
    const account = this.ids
      ? ['--reuid', String(this.ids.uid), '--regid', String(this.ids.gid), '--clear-groups']
      : [];
    return ['setpriv', ...account, '--pdeathsig', 'KILL', '--'];
  }

  /** Gives a file or folder to this account. */
  own(path: string): void {
    if (this.ids !== undefined) chownSync(path, this.ids.uid, this.ids.gid);
  }
}

function idsOf(account: string): { uid: number; gid: number } | undefined {
  const id = (flag: string) => Number(execFileSync('id', [flag, account], { encoding: 'utf8', stdio: 'pipe' }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

function has(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
}
