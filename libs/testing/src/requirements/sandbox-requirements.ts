import type { Requirement } from './requirement';
import { tryOut } from './try-out';

const ALLOW = 'the system must let processes make user, mount and pid namespaces';

/** What each way of keeping commands apart needs of the machine. The product falls back on the later ones. */
export const SANDBOX_REQUIREMENTS: Readonly<Record<'bubblewrap' | 'unshare' | 'process', Requirement>> = {
  bubblewrap: {
    name: 'bubblewrap',
    install: 'apt-get install --no-install-recommends bubblewrap',
    repair: ALLOW,
    neededUnderCi: true,
    look: () => tryOut('bwrap', '--ro-bind', '/', '/', '--unshare-all', 'true'),
  },
  unshare: {
    name: 'unshare',
    install: 'apt-get install --no-install-recommends util-linux',
    repair: ALLOW,
    neededUnderCi: false,
    look: () => tryOut('unshare', ...asRootThere(), '--mount', '--pid', '--fork', 'true'),
  },
  process: {
    name: 'setpriv with prlimit',
    install: 'apt-get install --no-install-recommends util-linux',
    repair: 'setpriv --no-new-privs prlimit --nofile=64 true tells more',
    neededUnderCi: false,
    look: () => tryOut('setpriv', '--no-new-privs', 'prlimit', '--nofile=64', 'true'),
  },
};

function asRootThere(): readonly string[] {
  return process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
}
