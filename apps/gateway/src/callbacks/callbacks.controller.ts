import type { IncomingMessage } from 'node:http';
import { Body, Controller, Headers, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../auth/public.decorator';
import { JSON_LIMITS } from '../http/json-limits';
import { API } from '../http/paths';
import { RawBody } from '../http/raw-body.decorator';
import { readBody } from '../http/read-body';
import { CallbackAnswer, CallbackBody } from './callback-answers';
import { TakeCallback } from './take-callback';

/** Nobody logs in here: the address and the signature are the right to call. */
@ApiTags('Callbacks')
@Public()
@Controller(`${API}/callbacks`)
export class CallbacksController {
  constructor(private readonly callback: TakeCallback) {}

  @Post(':token')
  @HttpCode(200)
  @RawBody()
  @ApiOperation({ summary: 'End the work that a service took over with 202; signed as Standard Webhooks has it, once' })
  @ApiHeader({ name: 'webhook-id', required: true, description: 'The same for every copy of the same answer' })
  @ApiHeader({ name: 'webhook-timestamp', required: true, description: 'Seconds since 1970, at most five minutes off' })
  @ApiHeader({ name: 'webhook-signature', required: true, description: 'v1,<base64>' })
  @ApiBody({ type: CallbackBody })
  @ApiOkResponse({ type: CallbackAnswer })
  async take(
    @Param('token') token: string,
    @Body() body: unknown,
    @Headers() headers: Readonly<Record<string, string>>,
    @Req() request: FastifyRequest,
  ): Promise<CallbackAnswer> {
    // What is signed are the bytes, not what they mean.
    const stream = (body ?? request.raw) as IncomingMessage;
    return this.callback.take({
      token,
      id: headers['webhook-id'] ?? '',
      timestamp: Number(headers['webhook-timestamp'] ?? Number.NaN),
      signatures: headers['webhook-signature'] ?? '',
      body: await readBody(stream, request.headers, JSON_LIMITS.bytes),
    });
  }
}
