import { seccompFilter } from './seccomp-filter';

/** A call as the kernel shows it to a filter. */
function call(architecture: number, number: number, firstArgument = 0): Buffer {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(number >>> 0, 0);
  data.writeUInt32LE(architecture, 4);
  data.writeUInt32LE(firstArgument >>> 0, 16);
  return data;
}

/** Runs a filter as the kernel would; answers with its verdict. */
function verdict(filter: Buffer, data: Buffer): string {
  let accumulator = 0;
  for (let at = 0; at < filter.length; at += 8) {
    const operation = filter.readUInt16LE(at);
    const operand = filter.readUInt32LE(at + 4);
    if (operation === 0x20) accumulator = data.readUInt32LE(operand);
    else if (operation === 0x06) return operand === 0x7fff0000 ? 'allow' : `errno ${operand & 0xffff}`;
    else at += 8 * filter.readUInt8(at + (holds(operation, accumulator, operand) ? 2 : 3));
  }
  return 'no verdict';
}

function holds(operation: number, accumulator: number, operand: number): boolean {
  return operation === 0x15 ? accumulator === operand : (accumulator & operand) !== 0;
}

describe('the filter of system calls', () => {
  const X64 = 0xc000003e;
  const ARM64 = 0xc00000b7;
  const x64 = seccompFilter('x64') ?? Buffer.alloc(0);
  const arm64 = seccompFilter('arm64') ?? Buffer.alloc(0);

  it.each([
    ['read', x64, call(X64, 0), 'allow'],
    ['execve', x64, call(X64, 59), 'allow'],
    ['a thread', x64, call(X64, 56, 0x003d0f00), 'allow'],
    ['a new user namespace', x64, call(X64, 56, 0x10000000), 'errno 1'],
    ['clone3', x64, call(X64, 435), 'errno 38'],
    ['mount', x64, call(X64, 165), 'errno 1'],
    ['ptrace', x64, call(X64, 101), 'errno 1'],
    ['bpf', x64, call(X64, 321), 'errno 1'],
    ['keyctl', x64, call(X64, 250), 'errno 1'],
    ['io_uring_setup', x64, call(X64, 425), 'errno 1'],
    ['shared memory of nobody', x64, call(X64, 29), 'errno 1'],
    ['a socket of IPv6', x64, call(X64, 41, 10), 'allow'],
    ['a socket of netlink', x64, call(X64, 41, 16), 'allow'],
    ['a line to the hypervisor', x64, call(X64, 41, 40), 'errno 97'],
    ['a line to the hypervisor on arm64', arm64, call(ARM64, 198, 40), 'errno 97'],
    ['a socket of Unix on arm64', arm64, call(ARM64, 198, 1), 'allow'],
    ['the second way of calling', x64, call(X64, 0x40000000), 'errno 1'],
    ['another architecture', x64, call(0x40000003, 0), 'errno 1'],
    ['read on arm64', arm64, call(ARM64, 63), 'allow'],
    ['mount on arm64', arm64, call(ARM64, 40), 'errno 1'],
    ['a thread on arm64', arm64, call(ARM64, 220, 0x003d0f00), 'allow'],
    ['a new user namespace on arm64', arm64, call(ARM64, 220, 0x10000000), 'errno 1'],
  ])('%s', (_, filter, data, expected) => {
    expect(verdict(filter, data)).toBe(expected);
  });

  it('is none for a processor nobody described', () => {
    expect(seccompFilter('riscv64')).toBeUndefined();
  });
});
