/** A picked task with what decides its turn. */
export interface Going {
  readonly taskId: string;
  readonly tenant: string;
  readonly priority: number;
  readonly submitNo: number;
}

/**
 * The order in which picked tasks go: by priority; inside one priority tenants alternate, each by submission. So a batch
 * from two tenants does not run one of them first, and a tenant's own order is never changed.
 */
export function orderOfGoing(picked: readonly Going[]): readonly string[] {
  const bySubmission = [...picked].sort((a, b) => a.priority - b.priority || a.submitNo - b.submitNo);
  const turns = new Map<string, number>();
  const withTurn = bySubmission.map((going) => {
    const key = `${going.priority} ${going.tenant}`;
    const turn = turns.get(key) ?? 0;
    turns.set(key, turn + 1);
    return { going, turn };
  });
  // The sort is stable: within a turn the order of submission stays.
  withTurn.sort((a, b) => a.going.priority - b.going.priority || a.turn - b.turn);
  return withTurn.map(({ going }) => going.taskId);
}
