/**
 * A filter of system calls for commands in the sandbox: what only serves to administer a machine, to look into other
 * processes, or to reach rarely tried corners of the kernel answers "not permitted". Everything else passes.
 */

/** Numbers of one processor family; the newer calls bear the same number everywhere. */
interface Family {
  readonly audit: number;
  readonly clone: number;
  readonly socket: number;
  readonly refused: readonly number[];
  /** A second way of calling, told by this bit of the number. */
  readonly foreignBit?: number;
}

/** io_uring, open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, mount_setattr. */
const REFUSED_EVERYWHERE = [425, 426, 427, 428, 429, 430, 431, 432, 433, 442] as const;
const CLONE3 = 435;

const FAMILIES: Readonly<Partial<Record<NodeJS.Architecture, Family>>> = {
  x64: {
    audit: 0xc000003e,
    clone: 56,
    socket: 41,
    foreignBit: 0x40000000,
    refused: [
      // shmget: such memory belongs to no process, so nobody could count it
      29,
      // ptrace, pivot_root, acct, settimeofday, mount, umount2, swapon, swapoff, reboot, sethostname, setdomainname
      ...[101, 155, 163, 164, 165, 166, 167, 168, 169, 170, 171],
      // init_module, delete_module, quotactl, lookup_dcookie, clock_settime, kexec_load, add_key, request_key, keyctl
      ...[175, 176, 179, 212, 227, 246, 248, 249, 250],
      // unshare, move_pages, perf_event_open, open_by_handle_at, setns, process_vm_readv, process_vm_writev
      ...[272, 279, 298, 304, 308, 310, 311],
      // finit_module, kexec_file_load, bpf, userfaultfd
      ...[313, 320, 321, 323],
    ],
  },
  arm64: {
    audit: 0xc00000b7,
    clone: 220,
    socket: 198,
    refused: [
      // umount2, mount, pivot_root, quotactl, acct, unshare, kexec_load, init_module, delete_module, clock_settime, ptrace
      ...[39, 40, 41, 60, 89, 97, 104, 105, 106, 112, 117],
      // reboot, sethostname, setdomainname, settimeofday, add_key, request_key, keyctl, swapon, swapoff, move_pages
      ...[142, 161, 162, 170, 217, 218, 219, 224, 225, 239],
      // perf_event_open, open_by_handle_at, setns, process_vm_readv, process_vm_writev, finit_module, bpf, userfaultfd
      ...[241, 265, 268, 270, 271, 273, 280, 282, 294],
      // shmget
      194,
    ],
  },
};

const LOAD_WORD = 0x20;
const JUMP_IF_EQUAL = 0x15;
const JUMP_IF_ANY_BIT = 0x45;
const RETURN = 0x06;

const ALLOW = 0x7fff0000;
const ERRNO = 0x00050000;
const EPERM = 1;
const ENOSYS = 38;
const EAFNOSUPPORT = 97;

/** Unix, IPv4, IPv6, netlink. Others, such as the line to the hypervisor (vsock), pass by namespaces of the network. */
const SOCKET_FAMILIES = [1, 2, 10, 16] as const;

const OFFSET_NUMBER = 0;
const OFFSET_ARCHITECTURE = 4;
const OFFSET_FIRST_ARGUMENT = 16;
const NEW_USER_NAMESPACE = 0x10000000;

/** The filter for this machine's processor, as the kernel reads it; undefined for a processor nobody described. */
export function seccompFilter(architecture: NodeJS.Architecture = process.arch): Buffer | undefined {
  const family = FAMILIES[architecture];
  return family === undefined ? undefined : Buffer.concat(program(family));
}

function program({ audit, clone, socket, refused, foreignBit }: Family): Buffer[] {
  return [
    instruction(LOAD_WORD, OFFSET_ARCHITECTURE),
    instruction(JUMP_IF_EQUAL, audit, { whenTrue: 1 }),
    refuse(EPERM),
    instruction(LOAD_WORD, OFFSET_NUMBER),
    ...(foreignBit === undefined ? [] : [instruction(JUMP_IF_ANY_BIT, foreignBit, { whenFalse: 1 }), refuse(EPERM)]),
    // Its flags lie in memory, where a filter cannot look; programs fall back to the older call.
    ...[instruction(JUMP_IF_EQUAL, CLONE3, { whenFalse: 1 }), refuse(ENOSYS)],
    ...[...refused, ...REFUSED_EVERYWHERE].flatMap((number) => [
      instruction(JUMP_IF_EQUAL, number, { whenFalse: 1 }),
      refuse(EPERM),
    ]),
    ...onlyFamilies(socket),
    instruction(JUMP_IF_EQUAL, clone, { whenFalse: 3 }),
    instruction(LOAD_WORD, OFFSET_FIRST_ARGUMENT),
    instruction(JUMP_IF_ANY_BIT, NEW_USER_NAMESPACE, { whenFalse: 1 }),
    refuse(EPERM),
    instruction(RETURN, ALLOW),
  ];
}

/** Lets a socket of a known family pass, refuses any other, and goes on with calls that make none. */
function onlyFamilies(socket: number): Buffer[] {
  const known = SOCKET_FAMILIES.map((family, index) =>
    instruction(JUMP_IF_EQUAL, family, { whenTrue: SOCKET_FAMILIES.length - index }),
  );
  return [
    instruction(JUMP_IF_EQUAL, socket, { whenFalse: SOCKET_FAMILIES.length + 3 }),
    instruction(LOAD_WORD, OFFSET_FIRST_ARGUMENT),
    ...known,
    refuse(EAFNOSUPPORT),
    instruction(RETURN, ALLOW),
  ];
}

function refuse(errno: number): Buffer {
  return instruction(RETURN, ERRNO | errno);
}

/** One instruction: operation, how many to skip when its condition holds or does not, operand. */
function instruction(operation: number, operand: number, jump: { whenTrue?: number; whenFalse?: number } = {}): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(operation, 0);
  bytes.writeUInt8(jump.whenTrue ?? 0, 2);
  bytes.writeUInt8(jump.whenFalse ?? 0, 3);
  bytes.writeUInt32LE(operand >>> 0, 4);
  return bytes;
}
