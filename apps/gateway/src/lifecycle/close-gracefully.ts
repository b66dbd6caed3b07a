import type { Server } from 'node:http';

/** A keep-alive connection becomes idle when its last answer is out: nobody else would close it then. */
const SWEEP_MS = 50;

/**
 * Runs `close`, which stops listening and waits for the connections, and sees to it that it ends: idle connections are
 * closed as they become idle, requests under way may finish, and what is left after the grace period is cut.
 */
export async function closeGracefully(server: Server, close: () => Promise<void>, graceMs: number): Promise<void> {
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  try {
    await close();
  } finally {
    clearInterval(sweep);
    clearTimeout(cut);
  }
}
