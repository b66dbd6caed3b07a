import type { SandboxDriver } from '../sandbox/drivers/sandbox-driver';
import type { SandboxProfile } from '../sandbox/sandbox-profile';
import type { SandboxLimit, SandboxOutcome } from '../sandbox/sandbox.port';
import type { EscapeStage } from './escape-stage';

type Name = SandboxDriver['name'];

/** Something a command might try, and how one sees that it got through. */
export interface EscapeAttempt {
  /** The row of docs/sandbox.md. */
  readonly name: string;
  readonly argv: (stage: EscapeStage) => readonly string[];
  readonly profile?: Partial<SandboxProfile>;
  /** True when the sandbox did not hold. */
  readonly escaped: (seen: Seen) => boolean;
  /** The worker itself sees to it, in the same way whatever the driver: one of them is enough to try it on. */
  readonly byWorker?: true;
  /** Drivers that do not stop it. */
  readonly open?: readonly Name[];
  /** Drivers that stop it only if the worker runs as root, and so can give the run a user of its own. */
  readonly needsRoot?: readonly Name[];
}

export interface Seen {
  readonly stage: EscapeStage;
  readonly output: string;
  readonly outcome: SandboxOutcome;
}

const sh = (script: string): readonly string[] => ['/bin/sh', '-c', script];
const node = (script: string): readonly string[] => [process.execPath, '-e', script];
const perl = (script: string): readonly string[] => ['/usr/bin/perl', '-e', script];

/** Numbers of system calls that no tool at hand makes. */
const CALLS =
  process.arch === 'arm64' ? { ptrace: 117, socket: 198, shmget: 194 } : { ptrace: 101, socket: 41, shmget: 29 };
const MEMFD_CREATE = process.arch === 'arm64' ? 279 : 319;

const shown = ({ output, stage }: Seen): boolean => output.includes(stage.canary);
const through = ({ output }: Seen): boolean => /^THROUGH/m.test(output);
const connected = ({ output, stage }: Seen): boolean => output.includes('CONNECTED') || stage.visitors > 0;
/** A bomb gets away when nothing ended it, or when it was told a wrong reason. */
const unbounded =
  (...limits: readonly SandboxLimit[]) =>
  ({ outcome }: Seen): boolean =>
    !limits.some((limit) => limit === outcome.exceeded || limit === outcome.suspected);

function connecting(target: string): readonly string[] {
  return node(
    `const s=require('net').connect(${target});` +
      `s.on('connect',()=>{console.log('CONNECTED');process.exit()});s.on('error',e=>console.log(e.code))`,
  );
}

const SEES_FILES: readonly EscapeAttempt[] = [
  {
    name: "read a file of the worker's own",
    argv: ({ secretFile }) => sh(`cat ${secretFile} 2>&1`),
    escaped: shown,
    needsRoot: ['process'],
  },
  {
    name: 'read a file that everybody on the host may read',
    argv: ({ publicFile }) => sh(`cat ${publicFile} 2>&1`),
    escaped: shown,
    open: ['process'],
  },
  {
    name: 'read what the host keeps in /etc',
    argv: () =>
      sh('ls /etc/passwd- /etc/fstab /etc/debian_version /etc/os-release /etc/apt /etc/init.d && echo THROUGH'),
    escaped: through,
    open: ['unshare', 'process'],
  },
  {
    name: "read the worker's environment",
    argv: ({ bystander }) => sh(`cat /proc/${process.pid}/environ /proc/${bystander}/environ /proc/*/environ 2>&1`),
    escaped: shown,
    needsRoot: ['process'],
  },
  {
    name: 'find a secret in its own environment',
    argv: () => sh('env; cat /proc/self/environ'),
    escaped: shown,
  },
  {
    name: 'use a descriptor that the worker left open',
    argv: () => sh('for fd in 3 4 5 6 7 8 9; do [ -e /proc/$$/fd/$fd ] && echo "THROUGH $fd"; done; true'),
    escaped: through,
  },
  {
    name: 'read a device of the host',
    argv: () =>
      sh(
        'for d in /dev/mem /dev/kmsg /dev/sda /dev/vda /dev/nvme0n1; do head -c1 $d >/dev/null && echo THROUGH; done; mknod null c 1 3 && echo THROUGH',
      ),
    escaped: through,
    open: ['unshare', 'process'],
  },
];

const WRITES: readonly EscapeAttempt[] = [
  {
    name: 'write to a folder that everybody on the host may write to',
    argv: ({ openFolder }) => sh(`touch ${openFolder}/made`),
    escaped: ({ stage }) => stage.wasTouched(),
    open: ['process'],
  },
  {
    name: 'write through a link that leads out of the workspace',
    argv: ({ openFolder }) =>
      sh(`ln -s ${openFolder} out; touch out/made; ln ${openFolder}/../public hard && echo THROUGH`),
    escaped: (seen) => seen.stage.wasTouched() || through(seen),
    open: ['process'],
  },
  {
    name: 'change programs or settings of the host',
    argv: () =>
      sh(
        'for f in /usr/bin/env /etc/passwd /bin /lib /proc/sys/kernel/core_pattern /proc/sysrq-trigger; do ( : >> $f/x ) || ( : >> $f ) && echo "THROUGH $f"; done 2>/dev/null; true',
      ),
    escaped: through,
  },
  {
    name: 'become another user by a setuid program',
    argv: () =>
      sh(
        'cp /bin/sh own; chmod 4755 own; ./own -p -c "id -u" | grep -x 0 && echo THROUGH; find /usr/bin /usr/sbin -perm -4000 -name "*mount*" -exec {} -t tmpfs none /tmp \\; && grep -q "none /tmp" /proc/mounts && echo THROUGH; true',
      ),
    escaped: through,
  },
  {
    name: 'mount something, or make namespaces of its own',
    argv: () =>
      sh(
        'mount -t tmpfs none /mnt && echo THROUGH; mount -o remount,rw / && echo THROUGH; unshare --user --map-root-user --mount true && echo THROUGH; true',
      ),
    escaped: through,
    open: ['unshare', 'process'],
  },
];

const REACHES: readonly EscapeAttempt[] = [
  {
    name: "connect to a service on the host's loopback",
    argv: ({ port }) => connecting(`${port},'127.0.0.1'`),
    escaped: connected,
    open: ['process'],
  },
  {
    name: 'ask the metadata service of a cloud, or any address outside',
    argv: () =>
      node(
        `let n=0;for(const host of ['169.254.169.254','192.0.2.1']){const s=require('net').connect({host,port:80,timeout:1500});` +
          `const end=c=>{console.log(c);s.destroy();if(++n===2)process.exit()};s.on('connect',()=>end('CONNECTED')).on('error',e=>end(e.code)).on('timeout',()=>end('CONNECTED, or on its way'))}`,
      ),
    escaped: connected,
    open: ['process'],
  },
  {
    name: 'connect to a socket in the file system of the host',
    argv: ({ socketFile }) => connecting(`'${socketFile}'`),
    escaped: connected,
    needsRoot: ['process'],
  },
  {
    name: 'connect to a socket without a file (abstract)',
    argv: ({ abstractSocket }) => connecting(JSON.stringify(`\0${abstractSocket}`)),
    escaped: connected,
    open: ['process'],
  },
  {
    name: 'talk to the hypervisor (vsock)',
    argv: () => perl(`print syscall(${CALLS.socket}, 40, 1, 0) >= 0 ? 'THROUGH' : 'refused'`),
    escaped: through,
    open: ['unshare', 'process'],
  },
  {
    name: 'signal a process outside',
    argv: ({ bystander }) => sh(`kill -9 ${bystander} 2>&1; kill -9 ${process.ppid} 2>&1; true`),
    escaped: ({ stage }) => !stage.bystanderLives(),
    needsRoot: ['process'],
  },
  {
    name: 'trace a process outside, or read its memory',
    argv: ({ bystander }) =>
      perl(
        `print 'THROUGH' if syscall(${CALLS.ptrace}, 16, ${bystander}, 0, 0) == 0; print 'THROUGH' if open(my $f, '<', '/proc/${bystander}/mem')`,
      ),
    escaped: through,
    needsRoot: ['process'],
  },
];

const BOMBS: readonly EscapeAttempt[] = [
  {
    name: 'fork bomb',
    argv: () => sh('bomb() { bomb | bomb & }; bomb; while :; do sleep 0.1; done'),
    profile: { processes: 30, wall_seconds: 1.5 },
    // Shells whose forks fail give up, so the number may hover just below the bound until the time is over.
    escaped: unbounded('processes', 'time'),
  },
  {
    name: 'fill the memory, alone',
    argv: () => node('const a=[];setInterval(()=>a.push(Buffer.alloc(2e7,1)),5)'),
    profile: { memory_mb: 150 },
    escaped: unbounded('memory'),
  },
  {
    name: 'fill the memory, many together',
    argv: () =>
      sh(
        `for i in 1 2 3 4 5; do ${process.execPath} -e "const a=Buffer.alloc(6e7,1);setInterval(()=>a,1e3)" & done; wait`,
      ),
    profile: { memory_mb: 200 },
    escaped: unbounded('memory'),
  },
  {
    name: 'fill the memory with files that have no name (memfd)',
    argv: () =>
      perl(
        `my @held; for my $i (1 .. 60) { my $fd = syscall(${MEMFD_CREATE}, "m$i", 0); die "refused $!" if $fd < 0;` +
          ' open(my $f, ">&=", $fd); binmode $f; syswrite $f, "x" x 4000000; push @held, $f } sleep 10',
      ),
    profile: { memory_mb: 100, wall_seconds: 8 },
    escaped: unbounded('memory'),
  },
  {
    name: 'fill the memory with files in /dev/shm',
    argv: () =>
      sh(
        'for i in $(seq 400); do head -c 1000000 /dev/zero > /dev/shm/f$i || exit 7; done; echo THROUGH; rm -f /dev/shm/f*',
      ),
    profile: { memory_mb: 200 },
    escaped: through,
    open: ['process'],
  },
  {
    name: 'take shared memory that belongs to no process (System V)',
    argv: () => perl(`print syscall(${CALLS.shmget}, 0, 400000000, 01600) >= 0 ? 'THROUGH' : 'refused'`),
    escaped: through,
    open: ['unshare', 'process'],
  },
  {
    name: 'fill the disk with one file',
    byWorker: true,
    argv: () => sh('head -c 20000000 /dev/zero > big'),
    escaped: unbounded('file_size'),
  },
  {
    name: 'fill the disk with many files',
    byWorker: true,
    argv: () => sh('i=0; while :; do i=$((i+1)); head -c 1000000 /dev/zero > f$i; done'),
    profile: { disk_mb: 20 },
    escaped: unbounded('file_size'),
  },
  {
    name: 'fill the disk with empty files',
    byWorker: true,
    argv: () =>
      node(
        'const fs=require("fs");for(let d=0;;d++){fs.mkdirSync("d"+d);for(let i=0;i<1000;i++)fs.closeSync(fs.openSync(`d${d}/${i}`,"w"))}',
      ),
    profile: { disk_mb: 4 },
    escaped: unbounded('file_size'),
  },
  {
    name: 'fill the disk with files that have lost their names',
    byWorker: true,
    argv: () =>
      node(
        'const fs=require("fs");let i=0;setInterval(()=>{if(i++<40){const f=fs.openSync("f","w");fs.writeSync(f,Buffer.alloc(3e6,1));fs.unlinkSync("f")}},5)',
      ),
    profile: { disk_mb: 30, wall_seconds: 8 },
    escaped: unbounded('file_size'),
  },
  {
    name: 'hide files in a folder too deep to be looked into',
    byWorker: true,
    argv: () =>
      node(
        'const fs=require("fs");const n="d".repeat(200);for(let i=0;i<40;i++){fs.mkdirSync(n);process.chdir(n)}setInterval(()=>0,1e3)',
      ),
    profile: { wall_seconds: 8 },
    escaped: unbounded('file_size'),
  },
  {
    name: 'fill the disk below /tmp',
    byWorker: true,
    argv: () => sh('i=0; while :; do i=$((i+1)); head -c 1000000 /dev/zero > "$TMPDIR/f$i" || sleep 1; done'),
    profile: { disk_mb: 20 },
    escaped: unbounded('file_size'),
  },
  {
    name: 'flood the log',
    byWorker: true,
    argv: () => sh('yes'),
    escaped: (seen) => unbounded('output')(seen) || seen.output.length > 64 * 1024,
  },
  {
    name: 'ignore that it should stop',
    argv: () =>
      sh(
        'trap "" TERM INT HUP; (trap "" TERM HUP; setsid sh -c "trap \\"\\" TERM; while :; do sleep 1; done" &); while :; do sleep 1; done',
      ),
    profile: { wall_seconds: 0.6 },
    escaped: unbounded('time'),
  },
  {
    name: 'leave processes behind that no longer belong to it',
    argv: () =>
      sh(
        '(setsid sh -c "setsid sleep 300 >/dev/null 2>&1 &" &) ; (trap "" HUP TERM; sleep 300 >/dev/null 2>&1) & exit 0',
      ),
    escaped: ({ outcome }) => outcome.exitCode !== 0,
  },
];

/** In the order of docs/sandbox.md. After each, nothing of it is left and the worker goes on. */
export const ESCAPE_ATTEMPTS: readonly EscapeAttempt[] = [...SEES_FILES, ...WRITES, ...REACHES, ...BOMBS];

/** What a driver makes of an attempt, in a word of docs/sandbox.md. */
export function promiseOf({ open = [], needsRoot = [] }: EscapeAttempt, driver: Name): 'stopped' | 'as root' | 'open' {
  if (open.includes(driver)) return 'open';
  return needsRoot.includes(driver) ? 'as root' : 'stopped';
}
