import { AsyncResource } from 'node:async_hooks';
import type { GateListener, LocalProviderGate } from '@cadre/agents';
import type { ProviderKeyAnswerV1, ProviderKeyNewsV1 } from '@cadre/contracts';
import type { Logger } from '@cadre/observability';
import type { ProviderMetrics } from './provider.metrics';
import { SharedKeys } from './shared-keys.port';

const MINUTE_MS = 60_000;

interface Pause {
  readonly no: number;
  /** Monotonic. */
  readonly until: number;
}

/** Tells the orchestrator what this worker meets at its providers, and does at its gate what it is told in return. */
export class GateKeys extends SharedKeys implements GateListener {
  private readonly pauses = new Map<string, Pause>();
  private toldAt = performance.now();
  /** Rises from one process to the next, too: a worker that starts again may keep its name. */
  private pauseNo = Date.now();
  private onNews: () => void = () => undefined;
  private gate: LocalProviderGate | undefined;

  constructor(
    private readonly keyIds: readonly string[],
    private readonly metrics: ProviderMetrics,
    private readonly logger: Logger,
  ) {
    super();
  }

  /** The gate and its listener know each other. */
  attach(gate: LocalProviderGate): void {
    this.gate = gate;
  }

  override listen(onNews: () => void): void {
    // A limit is met on behalf of an attempt; what follows belongs to the worker.
    this.onNews = AsyncResource.bind(onNews);
  }

  override news(): readonly ProviderKeyNewsV1[] {
    const now = performance.now();
    const perMinute = MINUTE_MS / Math.max(1, now - this.toldAt);
    this.toldAt = now;
    return this.keyIds.map((keyId) => this.newsOf(keyId, perMinute, now));
  }

  override apply(told: readonly ProviderKeyNewsV1[], answers: readonly ProviderKeyAnswerV1[]): void {
    for (const { key_id, requests_per_minute, paused_ms } of answers) {
      const sent = told.find((news) => news.key_id === key_id)?.pause;
      if (sent !== undefined && this.pauses.get(key_id)?.no === sent.pause_no) this.pauses.delete(key_id);
      if (paused_ms > 0) this.gate?.pause(key_id, paused_ms);
      this.gate?.setPace(key_id, requests_per_minute);
    }
  }

  override pause(keyId: string, pauseMs: number): void {
    this.logger.info({ key_id: keyId, pause_ms: Math.round(pauseMs) }, 'another worker met the limit of a provider');
    this.gate?.pause(keyId, pauseMs);
  }

  onPause(keyId: string, pauseMs: number): void {
    this.logger.warn({ key_id: keyId, pause_ms: Math.round(pauseMs) }, 'a provider is at its limit, its key is paused');
    this.metrics.paused(keyId);
    this.pauses.set(keyId, { no: (this.pauseNo += 1), until: performance.now() + pauseMs });
    this.onNews();
  }

  onCircuit(keyId: string, isOpen: boolean): void {
    this.metrics.circuit(keyId, isOpen);
    if (isOpen) this.logger.warn({ key_id: keyId }, 'a provider fails, its circuit is open');
    else this.logger.info({ key_id: keyId }, 'a provider answers again, its circuit is closed');
  }

  private newsOf(keyId: string, perMinute: number, now: number): ProviderKeyNewsV1 {
    const pause = this.pauses.get(keyId);
    const wanted = (this.gate?.takeDemand(keyId) ?? 0) * perMinute;
    return {
      key_id: keyId,
      wanted_per_minute: wanted,
      ...(pause !== undefined && { pause: { pause_no: pause.no, pause_ms: Math.max(0, pause.until - now) } }),
    };
  }
}
