import type { Visibility } from '@cadre/persistence';
import type { Principal } from './principal';

/** What of the installation's tasks, files and events somebody may see. What is not visible does not exist for them. */
export function visibilityOf({ role, tenant, userId }: Principal): Visibility {
  switch (role) {
    case 'admin':
      return { kind: 'all' };
    case 'viewer':
      return { kind: 'tenant', tenant };
    case 'user':
      return { kind: 'own', userId };
  }
}
