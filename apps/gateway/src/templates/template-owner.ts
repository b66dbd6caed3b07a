import type { TemplateReader } from '@cadre/persistence';
import type { Principal } from '../http/principal';

/** What somebody may look at: an admin at what everybody has. A name means what is nearest to them. */
export function ownerView({ tenant, userId, role }: Principal): TemplateReader {
  return { tenant, userId, ...(role === 'admin' && { everything: true }) };
}
