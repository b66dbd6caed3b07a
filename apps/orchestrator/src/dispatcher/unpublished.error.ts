/** The bus did not confirm messages; their tasks are in the backlog again. A later retry helps, an immediate one does not. */
export class UnpublishedError extends Error {
  readonly code = 'BUS_UNAVAILABLE';

  constructor(team: string, tasks: number) {
    super(`${tasks} messages for team ${team} were not confirmed.`);
    this.name = new.target.name;
  }
}
