import type { SandboxLimit } from './sandbox.port';

/** What a shell answers for a program that died of a signal: 128 and the signal's number. */
const EXIT_OF_SIGNAL: Readonly<Record<number, string>> = { 152: 'SIGXCPU', 153: 'SIGXFSZ' };
const LIMIT_OF_SIGNAL: Readonly<Record<string, SandboxLimit>> = { SIGXCPU: 'cpu', SIGXFSZ: 'file_size' };

/** Programs that handle the refusal of the kernel say so before they fail. */
const LIMIT_IN_TEXT: readonly (readonly [RegExp, SandboxLimit])[] = [
  [/\bEFBIG\b|File too large|File size limit exceeded/, 'file_size'],
  [/\bEMFILE\b|\bENFILE\b|Too many open files/, 'open_files'],
  [/\bCannot fork\b/, 'processes'],
  [/\b(fork|spawn|clone|pthread_create)\b[^\n]{0,80}(EAGAIN|Resource temporarily unavailable)/i, 'processes'],
];

/** The limit whose signal ended a command; null if it was none. */
export function limitBehindSignal(exitCode: number | null, signal: string | null): SandboxLimit | null {
  const died = signal ?? EXIT_OF_SIGNAL[exitCode ?? 0];
  return (died === undefined ? undefined : LIMIT_OF_SIGNAL[died]) ?? null;
}

/** The limit a failed command seems to have run into, going by what it said last. */
export function limitBehindWords(exitCode: number | null, outputTail: string): SandboxLimit | null {
  if (exitCode === 0) return null;
  return LIMIT_IN_TEXT.find(([pattern]) => pattern.test(outputTail))?.[1] ?? null;
}
