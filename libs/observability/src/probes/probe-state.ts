/** Answers one question about readiness; false or a rejection means no. */
export type ReadinessCheck = () => boolean | Promise<boolean>;

export interface ProbeAnswer {
  readonly ok: boolean;
  readonly body: { readonly status: string; readonly checks?: Readonly<Record<string, 'up' | 'down'>> };
}

const CHECK_DEADLINE_MS = 2_000;

/** What a process knows about its own health: started, stopping, and what it needs from others. */
export class ProbeState {
  private started = false;
  private stopping = false;

  constructor(private readonly checks: Readonly<Record<string, ReadinessCheck>>) {}

  /** From now on the process may be ready. */
  markStarted(): void {
    this.started = true;
  }

  /** From now on the process is not ready, whatever the checks say: nobody should send it anything new. */
  markStopping(): void {
    this.stopping = true;
  }

  startup(): ProbeAnswer {
    return { ok: this.started, body: { status: this.started ? 'started' : 'starting' } };
  }

  async readiness(): Promise<ProbeAnswer> {
    if (this.stopping) return { ok: false, body: { status: 'stopping' } };
    if (!this.started) return { ok: false, body: { status: 'starting' } };
    const results = await Promise.all(
      Object.entries(this.checks).map(async ([name, check]) => [name, await passes(check)] as const),
    );
    const ok = results.every(([, passed]) => passed);
    const checks = Object.fromEntries(results.map(([name, passed]) => [name, passed ? 'up' : 'down'] as const));
    return { ok, body: { status: ok ? 'ready' : 'not ready', checks } };
  }
}

async function passes(check: ReadinessCheck): Promise<boolean> {
  const { promise: late, cancel } = after(CHECK_DEADLINE_MS);
  try {
    return await Promise.race([check(), late]);
  } catch {
    return false;
  } finally {
    cancel();
  }
}

function after(ms: number): { promise: Promise<false>; cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  return { promise, cancel: () => clearTimeout(timer) };
}
