import { type TcpProxy, until } from '@cadre/testing';

/**
 * Loses the answer to the next COMMIT that passes, and every answer after it: the server commits, the client never hears.
 * Resolves when it has happened; then cut the connections and heal the network.
 */
export function loseAnswerToCommit(proxy: TcpProxy): Promise<boolean> {
  let sprung = false;
  proxy.watchRequests((piece) => {
    if (!piece.includes('COMMIT\0')) return;
    sprung = true;
    proxy.set({ dropReplies: true });
  });
  return until(() => sprung, { timeoutMs: 30_000 });
}

/** The network is whole again; what stood was cut. */
export function restore(proxy: TcpProxy): void {
  proxy.resetAll();
  proxy.heal();
}
