import type { ListedBlob, SweepableBlobStore } from '@cadre/agents';
import { CryptoError } from '@cadre/crypto';
import type { ArtifactStore } from '@cadre/persistence';

/** Longer than any attempt takes from writing a file to reporting it; until then nobody may know of it yet. */
const UNKNOWN_FOR_MS = 7 * 86_400_000;
/** Nothing is on its way in for so long. */
const ARRIVES_WITHIN_MS = 86_400_000;
const BATCH = 500;
const NOTHING = { removed: 0, resealed: 0, unreadable: 0 };

export interface SweptBlobs {
  readonly removed: number;
  /** Sealed anew: they were kept in the open, or under a key that is to go. */
  readonly resealed: number;
  /** Not to be sealed anew: altered, or their key is gone already. */
  readonly unreadable: number;
}

export interface BlobSweep {
  readonly store: SweepableBlobStore;
  readonly artifacts: Pick<ArtifactStore, 'unusedContents'>;
  readonly installationId: string;
  readonly signal: AbortSignal;
  readonly now?: Date;
}

/**
 * Removes the contents that no row refers to any more, and seals anew what is outdated. The rows go first and by
 * themselves: whoever dies in between leaves a content without a row, which the next sweep finds. A store of another
 * installation is left alone, whose rows are elsewhere.
 */
export async function sweepBlobs({
  store,
  artifacts,
  installationId,
  signal,
  now = new Date(),
}: BlobSweep): Promise<SweptBlobs> {
  if (!(await store.claim(installationId))) return { ...NOTHING };
  await store.clearIncoming(new Date(now.getTime() - ARRIVES_WITHIN_MS));
  const before = new Date(now.getTime() - UNKNOWN_FOR_MS);
  const swept = { ...NOTHING };
  for await (const blobs of batches(store.list(), signal)) {
    const old = blobs.filter(({ storedAt }) => storedAt < before).map(({ sha256 }) => sha256);
    const unused = new Set(await artifacts.unusedContents(old));
    for (const { sha256, isOutdated } of blobs) {
      if (signal.aborted) break;
      if (unused.has(sha256)) swept.removed += (await store.removeIfOlder(sha256, before)) ? 1 : 0;
      else if (isOutdated) swept[await reseal(store, sha256)] += 1;
    }
  }
  return swept;
}

async function reseal(store: SweepableBlobStore, sha256: string): Promise<'resealed' | 'unreadable'> {
  try {
    await store.reseal(sha256);
    return 'resealed';
  } catch (error) {
    if (error instanceof CryptoError) return 'unreadable';
    throw error;
  }
}

async function* batches(blobs: AsyncIterable<ListedBlob>, signal: AbortSignal): AsyncGenerator<readonly ListedBlob[]> {
  let batch: ListedBlob[] = [];
  for await (const blob of blobs) {
    if (signal.aborted) return;
    batch.push(blob);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}
