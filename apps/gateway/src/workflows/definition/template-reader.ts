import type { TemplateReader } from '@cadre/persistence';
import type { Principal } from '../../http/principal';

/** Whose templates a name means to somebody who runs them: their own, then their tenant's. An admin is no exception. */
export function readerOf({ tenant, userId }: Principal): TemplateReader {
  return { tenant, userId };
}
