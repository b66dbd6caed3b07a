import type { LogEntry, Service } from '@cadre/testing';

/** The sum of a metric over its labels; 0 while nobody has written it. */
export async function readingOf(service: Service, name: string): Promise<number> {
  const lines = (await service.metrics()).matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'));
  return [...lines].reduce((sum, [, value]) => sum + Number(value), 0);
}

/** Everything that tells of a connection or a consumer that went away. */
export function lossesOf(service: Service): readonly LogEntry[] {
  const losses = ['bus connection lost', 'consumer lost, taking it up again', 'inbox lost'];
  return service.log.filter(({ msg }) => losses.includes(msg));
}
