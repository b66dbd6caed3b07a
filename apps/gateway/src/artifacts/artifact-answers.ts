import { ArtifactView } from '../http/artifact-view';
import { PageAnswer } from '../http/page-answer';
import { Shown, ShownId } from '../http/shown';

/** POST /artifacts */
export class UploadAnswer {
  @ShownId()
  artifact_id!: string;

  @Shown({ type: 'string' })
  name!: string;

  @Shown({ type: 'integer' })
  size!: number;

  @Shown({ type: 'string' })
  sha256!: string;

  @Shown({ type: 'string' })
  content_type!: string;
}

/** GET /api/artifacts/index */
export class ArtifactIndexAnswer extends PageAnswer {
  @Shown({ type: [ArtifactView] })
  index!: ArtifactView[];
}
