import type { LauncherConfig } from '@cadre/config';

/** Where the API is reached from this machine, whatever address it listens on. */
export function publicUrl({ host, port }: LauncherConfig): string {
  const everywhere = ['127.0.0.1', '0.0.0.0', '::', '::1', 'localhost'].includes(host);
  return `http://${everywhere ? 'localhost' : host}:${port}`;
}
