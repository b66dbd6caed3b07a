/** The teams this orchestrator dispatches for at the moment. */
export abstract class HeldTeams {
  abstract heldTeams(): readonly string[];
}
