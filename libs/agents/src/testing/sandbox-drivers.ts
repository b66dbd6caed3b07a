import { bubblewrapDriver } from '../sandbox/drivers/bubblewrap-driver';
import { processDriver } from '../sandbox/drivers/process-driver';
import type { SandboxDriver } from '../sandbox/drivers/sandbox-driver';
import { unshareDriver } from '../sandbox/drivers/unshare-driver';
import type { SandboxProfile } from '../sandbox/sandbox-profile';

export const SANDBOX_DRIVERS: readonly SandboxDriver[] = [bubblewrapDriver, unshareDriver, processDriver];

/** Limits small enough that a test reaches them in a moment. */
export const SMALL_PROFILE: SandboxProfile = {
  name: 'test',
  wall_seconds: 20,
  cpu_seconds: 20,
  memory_mb: 400,
  file_size_mb: 4,
  disk_mb: 64,
  open_files: 256,
  processes: 60,
  output_kb: 64,
  network: false,
  read_paths: [],
  write_paths: [],
  environment: [],
  minimum_level: 'limited',
};
