import { randomUUID } from 'node:crypto';
import { isProcessAlive } from './sandbox-base';

/** The variable by which every process of a run is known; it also names the worker that started it. */
export const MARKER_NAME = 'CADRE_SANDBOX_RUN';
const MARKER = new RegExp(`(?:^|\0)${MARKER_NAME}=(\\d+)-[0-9a-f-]{36}(?:\0|$)`);

export function newMarker(): string {
  return `${process.pid}-${randomUUID()}`;
}

/** True for an environment that a run was started with whose worker is gone. */
export function isOrphaned(environment: string): boolean {
  const worker = MARKER.exec(environment)?.[1];
  return worker !== undefined && !isProcessAlive(Number(worker));
}
