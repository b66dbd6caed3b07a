import { HandlerMismatchError } from './handler-errors';

/** Every bound queue needs exactly one handler, and every handler a queue; all mistakes are told at once. */
export function checkHandlers(bound: readonly string[], registrations: ReadonlyMap<string, number>): void {
  const mistakes = [
    ...bound.filter((pattern) => !registrations.has(pattern)).map((pattern) => `${pattern} has no handler`),
    ...[...registrations]
      .filter(([pattern, handlers]) => handlers > 1 && bound.includes(pattern))
      .map(([pattern, handlers]) => `${pattern} has ${handlers} handlers`),
    ...[...registrations.keys()]
      .filter((pattern) => !bound.includes(pattern))
      .map((pattern) => `${pattern} has no queue`),
    ...duplicates(bound).map((pattern) => `${pattern} is bound twice`),
  ];
  if (mistakes.length > 0)
    throw new HandlerMismatchError(`Message handlers and queues do not match: ${mistakes.join('; ')}.`);
}

function duplicates(patterns: readonly string[]): readonly string[] {
  return [...new Set(patterns.filter((pattern, index) => patterns.indexOf(pattern) !== index))];
}
