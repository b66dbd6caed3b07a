import type { ScheduleRow, TemplateReader, Visibility } from '@cadre/persistence';
import type { Principal } from '../http/principal';
import { visibilityOf } from '../http/visibility';

/** In whose name a schedule fires, and what they may use. */
export interface ScheduleOwner {
  /** Whose files. */
  readonly visibility: Visibility;
  /** Whose templates. */
  readonly reader: TemplateReader;
}

export function ownerFor(principal: Principal): ScheduleOwner {
  const { tenant, userId } = principal;
  return { visibility: visibilityOf(principal), reader: { tenant, userId } };
}

/** A schedule fires in its owner's name: an admin who changes it lends it no sight of other people's files. */
export function ownerOf(
  { created_by: userId, tenant }: Pick<ScheduleRow, 'created_by' | 'tenant'>,
  principal: Principal,
): ScheduleOwner {
  if (userId === principal.userId) return ownerFor(principal);
  return { visibility: { kind: 'own', userId }, reader: { tenant, userId } };
}
