import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';
import { SubmitTaskBody } from './submit-task.body';

export const MAX_BULK = 100;

/** POST /tasks/bulk. Each member is judged on its own, so that a bad one does not hide the others. */
export class BulkBody {
  @ApiProperty({ type: [SubmitTaskBody], minItems: 1, maxItems: MAX_BULK })
  @IsArray({ message: 'must be a list' })
  @ArrayMinSize(1, { message: 'must hold at least 1 item' })
  @ArrayMaxSize(MAX_BULK, { message: `must hold at most ${MAX_BULK} items` })
  tasks!: unknown[];
}
