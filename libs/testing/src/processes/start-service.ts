import { join } from 'node:path';
import { PROJECT_DIR } from './project-dir';
import { RunningProcess } from './running-process';

/**
 * Starts one real service from the build and waits until it is ready; one that does not get so far is ended. Its
 * environment is exactly what is given, and PATH.
 */
export async function startService(
  role: 'gateway' | 'orchestrator' | 'worker',
  env: Readonly<Record<string, string | undefined>>,
): Promise<RunningProcess> {
  const service = RunningProcess.node({
    args: [join(PROJECT_DIR, 'dist', 'apps', role, 'src', 'main.js')],
    cwd: PROJECT_DIR,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
  });
  try {
    await service.waitForReady();
    return service;
  } catch (error) {
    service.kill('SIGKILL');
    throw error;
  }
}
