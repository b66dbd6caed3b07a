import { TaskErrorCode } from '@cadre/contracts';
import { assertNever, ErrorClass } from '@cadre/domain';
import { AgentFailure } from '../execution/agent-failure';
import type { SandboxLimit } from '../sandbox/sandbox.port';
import type { SandboxProfile } from '../sandbox/sandbox-profile';

/** One code per limit, with the limit's value. */
export function sandboxFailure(limit: SandboxLimit, step: string, profile: SandboxProfile): AgentFailure {
  const [code, bound] = describeLimit(limit, profile);
  return new AgentFailure(code, `${step} was stopped: ${bound} (profile "${profile.name}")`, {
    errorClass: ErrorClass.SandboxLimit,
  });
}

function describeLimit(limit: SandboxLimit, profile: SandboxProfile): [TaskErrorCode, string] {
  switch (limit) {
    case 'time':
      return [TaskErrorCode.SandboxTimeExceeded, `more than ${profile.wall_seconds} s`];
    case 'cpu':
      return [TaskErrorCode.SandboxCpuExceeded, `more than ${profile.cpu_seconds} s of processor time`];
    case 'memory':
      return [TaskErrorCode.SandboxMemoryExceeded, `more than ${profile.memory_mb} MB of memory`];
    case 'file_size':
      return [
        TaskErrorCode.SandboxFileSizeExceeded,
        `a file over ${profile.file_size_mb} MB, or over ${profile.disk_mb} MB in all`,
      ];
    case 'open_files':
      return [TaskErrorCode.SandboxOpenFilesExceeded, `more than ${profile.open_files} open files`];
    case 'processes':
      return [TaskErrorCode.SandboxProcessesExceeded, `more than ${profile.processes} processes`];
    case 'output':
      return [TaskErrorCode.SandboxOutputExceeded, `more than ${profile.output_kb} kB of output`];
    case 'path':
      return [TaskErrorCode.SandboxPathDenied, 'it reached for a path it may not use'];
    case 'network':
      return [TaskErrorCode.SandboxNetworkDenied, 'it needs the network, which is off'];
    default:
      return assertNever(limit);
  }
}

const NETWORK_NEEDED =
  /\b(ENOTFOUND|EAI_AGAIN|ENETUNREACH)\b|Could not resolve host|Temporary failure in name resolution|Network is unreachable/;
const PATH_NEEDED = /\b(EROFS|Read-only file system)\b/;

/** What a step that prepares the project was denied, if that is why it failed. */
export function deniedBehind(output: string, profile: SandboxProfile): SandboxLimit | undefined {
  if (!profile.network && NETWORK_NEEDED.test(output)) return 'network';
  return PATH_NEEDED.test(output) ? 'path' : undefined;
}
