import type { ScheduleRow, Visibility } from '@cadre/persistence';
import type { Principal } from '../http/principal';
import { visibilityOf } from '../http/visibility';

/** A schedule fires in its owner's name: an admin who changes it lends it no sight of other people's files. */
export function ownerVisibility({ created_by }: Pick<ScheduleRow, 'created_by'>, principal: Principal): Visibility {
  return created_by === principal.userId ? visibilityOf(principal) : { kind: 'own', userId: created_by };
}
