import { TextField, TimeField } from '../http/fields';
import { PageQuery } from '../http/page';

/** POST /artifacts */
export class UploadQuery {
  @TextField({ max: 255, optional: true, description: 'Of a raw body; a multipart part may bring its own' })
  name?: string;
}

/** GET /api/artifacts/index */
export class ArtifactIndexQuery extends PageQuery {
  @TextField({ max: 100, optional: true })
  kind?: string;

  @TextField({ max: 100, optional: true })
  agent_id?: string;

  @TimeField({ optional: true, description: 'Made at this instant or later' })
  since?: string;
}
