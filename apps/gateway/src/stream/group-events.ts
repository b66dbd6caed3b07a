/** Events by what they are about, each group in the order in which they came. */
export function groupEvents<Event>(events: readonly Event[], idOf: (event: Event) => string): Map<string, Event[]> {
  const groups = new Map<string, Event[]>();
  for (const event of events) {
    const group = groups.get(idOf(event)) ?? [];
    group.push(event);
    groups.set(idOf(event), group);
  }
  return groups;
}
