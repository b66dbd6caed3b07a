/** What the broker says when it closes a channel. */
export const ReplyCode = {
  AccessRefused: 403,
  NotFound: 404,
  ResourceLocked: 405,
  PreconditionFailed: 406,
} as const;
export type ReplyCode = (typeof ReplyCode)[keyof typeof ReplyCode];

export function isReply(error: unknown, ...codes: readonly ReplyCode[]): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return codes.some((code) => code === error.code);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
