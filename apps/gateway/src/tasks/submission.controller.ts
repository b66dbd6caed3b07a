import { Body, Controller, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type KeyedHash, uuidv7 } from '@cadre/crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Roles } from '../auth/roles.decorator';
import { CallerGone, type HearCallerGo } from '../http/caller-gone.decorator';
import { API } from '../http/paths';
import { UuidParam } from '../http/uuid-param.decorator';
import { ApiIdempotencyKey } from '../idempotency/idempotent.decorator';
import { KEYED_HASH } from '../platform/platform.port';
import { RetryTask } from './change/retry-task';
import { RetryTaskBody } from './change/retry-task.body';
import { respond } from './respond';
import { BulkBody } from './submit/bulk.body';
import { SubmitAndWait } from './submit/submit-and-wait';
import { BulkAnswer, RetryReceipt, SubmissionReceipt } from './submit/submit-answers';
import { SubmitBulk } from './submit/submit-bulk';
import { BulkQuery, WaitQuery } from './submit/submit-query';
import { SubmitTask } from './submit/submit-task';
import { SubmitTaskBody } from './submit/submit-task.body';
import { submitterOf } from './submit/submitter';

/** Everything that makes tasks. Each call may be repeated with its Idempotency-Key. */
@ApiTags('Tasks')
@Roles('admin', 'user')
@Controller(`${API}/tasks`)
export class SubmissionController {
  constructor(
    private readonly submitTask: SubmitTask,
    private readonly submitAndWait: SubmitAndWait,
    private readonly submitBulk: SubmitBulk,
    private readonly retryTask: RetryTask,
    @Inject(KEYED_HASH) private readonly hash: KeyedHash,
  ) {}

  @Post()
  @ApiIdempotencyKey()
  @ApiOperation({ summary: 'Submit a task; with ?wait=… the answer is the whole task' })
  @ApiCreatedResponse({ type: SubmissionReceipt })
  async submit(
    @Body() body: SubmitTaskBody,
    @Query() { wait }: WaitQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CallerGone() callerGone: HearCallerGo,
  ): Promise<unknown> {
    const submitter = submitterOf(request, this.hash);
    const taskId = uuidv7();
    const submitted =
      wait === undefined
        ? await this.submitTask.submit(taskId, body, submitter)
        : await this.submitAndWait.submit(taskId, body, submitter, { seconds: wait, callerGone: callerGone() });
    return respond(reply, submitted);
  }

  @Post('bulk')
  @HttpCode(200)
  @ApiIdempotencyKey()
  @ApiOperation({ summary: 'Submit up to 100 tasks' })
  @ApiOkResponse({ type: BulkAnswer })
  async bulk(
    @Body() { tasks }: BulkBody,
    @Query() { atomic = false }: BulkQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    return respond(reply, await this.submitBulk.submit(tasks, atomic, submitterOf(request, this.hash)));
  }

  @Post(':id/retry')
  @ApiIdempotencyKey()
  @ApiOperation({ summary: 'Make a new task of one that has ended' })
  @ApiCreatedResponse({ type: RetryReceipt })
  async retry(
    @UuidParam('id') id: string,
    @Body() { force = false }: RetryTaskBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    return respond(reply, await this.retryTask.retry(id, force, submitterOf(request, this.hash)));
  }
}
