import { Body, Controller, Get, Module, Param, Post, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Readable } from 'node:stream';
import { createHttpApp } from './create-http-app';
import { IntegerField, NestedField, ObjectField, TextField, TextListField, TimeField } from './fields';
import { HttpModule } from './http.module';
import { PageQuery, pageOf } from './page';
import { EnumListQuery } from './query-fields';
import { RawBody } from './raw-body.decorator';
import { UuidParam } from './uuid-param.decorator';

class Part {
  @TextField({ max: 10 })
  name!: string;
}

class Thing {
  @TextField({ max: 20 })
  title!: string;

  @IntegerField({ min: 0, max: 10, optional: true })
  count?: number;

  @ObjectField({ optional: true })
  free?: Record<string, unknown>;

  @NestedField(() => Part, { optional: true })
  part?: Part;

  @TextListField({ max: 3, maxLength: 5, optional: true })
  names?: string[];

  @TimeField({ optional: true, nullable: true })
  at?: string | null;
}

class ThingQuery extends PageQuery {
  @EnumListQuery(['red', 'green'])
  colour?: string[];
}

@Controller('things')
class ThingsController {
  @Post()
  create(@Body() thing: Thing): Thing {
    return thing;
  }

  @Get()
  list(@Query() query: ThingQuery): unknown {
    return { ...pageOf(query), colour: query.colour };
  }

  @Post('upload')
  @RawBody()
  async upload(@Body() body: unknown): Promise<{ size: number }> {
    let size = 0;
    for await (const chunk of body as Readable) size += (chunk as Buffer).length;
    return { size };
  }

  @Get('broken')
  broken(): never {
    throw new TypeError('SELECT secret FROM /etc/passwd');
  }

  @Post(':id/poke')
  poke(@Param('id') id: string): { id: string } {
    return { id };
  }

  @Get(':id')
  show(@UuidParam('id') id: string): { id: string } {
    return { id };
  }
}

@Module({ imports: [HttpModule], controllers: [ThingsController] })
class ThingsModule {}

describe('the HTTP frame', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    app = await createHttpApp(ThingsModule, { trustedProxies: 0, corsOrigins: ['https://app.example'], logger: false });
    await app.init();
  });
  afterAll(() => app.close());

  const post = (payload: string | Buffer, headers: Record<string, string> = {}) =>
    app.inject({
      method: 'POST',
      url: '/things',
      payload,
      headers: { 'content-type': 'application/json', ...headers },
    });

  it('hands a valid body over as an instance of its class', async () => {
    const body = { title: 'x', free: { a: { b: [1] } }, part: { name: 'n' }, names: ['a', 'b'], at: null };
    const answer = await post(JSON.stringify(body));
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toEqual(body);
  });

  it.each([
    ['missing', {}, '/title', 'must be a text'],
    ['wrong type', { title: 1 }, '/title', 'must be a text'],
    ['null', { title: null }, '/title', 'must be a text'],
    ['empty', { title: '' }, '/title', 'must not be empty'],
    ['too long', { title: 'x'.repeat(21) }, '/title', 'must have at most 20 characters'],
    ['unknown', { title: 'x', role: 'admin' }, '/role', 'is not a known field'],
    ['number as text', { title: 'x', count: '3' }, '/count', 'must be a whole number from 0 to 10'],
    ['optional null', { title: 'x', count: null }, '/count', 'must be a whole number from 0 to 10'],
    ['nested unknown', { title: 'x', part: { name: 'n', x: 1 } }, '/part/x', 'is not a known field'],
    ['nested missing', { title: 'x', part: {} }, '/part/name', 'must be a text'],
    ['no nested object', { title: 'x', part: 7 }, '/part', 'must be an object'],
    ['no list', { title: 'x', names: 'a' }, '/names', 'must be a list'],
    ['no text in a list', { title: 'x', names: ['a', 7] }, '/names', 'must hold texts only'],
    ['list too long', { title: 'x', names: ['a', 'b', 'c', 'd'] }, '/names', 'must hold at most 3 items'],
    ['no object', { title: 'x', free: [] }, '/free', 'must be an object'],
    ['no time', { title: 'x', at: 'tomorrow' }, '/at', 'must be a time like 2026-01-31T09:00:00Z'],
    ['a list as body', [], '', 'must be a JSON object'],
  ])('refuses %s', async (_name, body, path, message) => {
    const answer = await post(JSON.stringify(body));
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json()).toMatchObject({ code: 'VALIDATION_FAILED', status: 400, errors: [{ path, message }] });
  });

  it.each([
    ['bad JSON', '{"title":', 400, 'MALFORMED_BODY'],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 400, 'MALFORMED_BODY'],
    ['a prototype key', '{"title":"x","free":{"__proto__":{}}}', 400, 'FORBIDDEN_KEY'],
    ['an escaped prototype key', '{"title":"x","free":{"__pr\\u006fto__":{}}}', 400, 'FORBIDDEN_KEY'],
    ['NUL', '{"title":"\\u0000"}', 400, 'INVALID_TEXT'],
    ['a lone surrogate', '{"title":"\\ud800"}', 400, 'INVALID_TEXT'],
    ['a duplicate key', '{"title":"x","title":"y"}', 400, 'VALIDATION_FAILED'],
    ['an overflowing number', '{"title":"x","free":{"n":1e999999}}', 400, 'VALIDATION_FAILED'],
    ['too deep', `{"title":"x","free":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`, 400, 'VALIDATION_FAILED'],
    ['too large', JSON.stringify({ title: 'x'.repeat(1024 * 1024) }), 413, 'PAYLOAD_TOO_LARGE'],
  ])('refuses a body with %s', async (_name, body, status, code) => {
    const answer = await post(body);
    expect(answer.json()).toMatchObject({ status, code });
    expect(answer.statusCode).toBe(status);
  });

  it('refuses other content types and encodings with 415', async () => {
    expect((await post('title=x', { 'content-type': 'application/x-www-form-urlencoded' })).statusCode).toBe(415);
    expect((await post('{"title":"x"}', { 'content-type': 'text/plain' })).statusCode).toBe(415);
    expect((await post('{"title":"x"}', { 'content-encoding': 'gzip' })).statusCode).toBe(415);
  });

  it('hands a raw body over as a stream of any type', async () => {
    for (const type of ['application/json', 'image/png']) {
      const payload = Buffer.alloc(2 * 1024 * 1024);
      const answer = await app.inject({
        method: 'POST',
        url: '/things/upload',
        payload,
        headers: { 'content-type': type },
      });
      expect(answer.json()).toEqual({ size: payload.length });
    }
  });

  it('reads a query, converts it and caps the limit', async () => {
    const answer = await app.inject('/things?limit=500&offset=7&colour=red');
    expect(answer.json()).toEqual({ limit: 100, offset: 7, colour: ['red'] });
  });

  it.each([
    ['limit=0', '/limit'],
    ['limit=x', '/limit'],
    ['limit=1&limit=2', '/limit'],
    ['colour=blue', '/colour'],
    ['page=1', '/page'],
  ])('refuses the query %s', async (query, path) => {
    const answer = await app.inject(`/things?${query}`);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ errors: [{ path }] });
  });

  it('refuses input where a route declares none', async () => {
    const id = '0190d3f0-0000-7000-8000-000000000000';
    expect((await app.inject(`/things/${id}?x=1`)).json()).toMatchObject({ status: 400, errors: [{ path: '/x' }] });
    const poke = { method: 'POST', url: `/things/${id}/poke`, payload: { role: 'admin' } } as const;
    expect((await app.inject(poke)).json()).toMatchObject({ status: 400, errors: [{ path: '/role' }] });
  });

  it('names a path parameter that is no UUID', async () => {
    expect((await app.inject('/things/7')).json()).toMatchObject({ status: 400, errors: [{ path: '/id' }] });
  });

  it('answers 404 and 405 as problems, with Allow', async () => {
    expect((await app.inject('/nowhere')).json()).toMatchObject({
      status: 404,
      code: 'NOT_FOUND',
      instance: '/nowhere',
    });
    const refused = await app.inject({ method: 'DELETE', url: '/things' });
    expect(refused.json()).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' });
    expect(refused.headers.allow).toBe('GET, HEAD, POST');
    expect((await app.inject({ method: 'TRACE' as 'GET', url: '/things' })).statusCode).toBe(405);
  });

  it('tells nothing about our own mistakes', async () => {
    const answer = await app.inject('/things/broken');
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toMatch(/SELECT|passwd|TypeError|\.ts/);
    expect(answer.json()).toMatchObject({ code: 'INTERNAL_ERROR', instance: '/things/broken' });
  });

  it('answers with the correlation id of the caller, or with a new one', async () => {
    const given = await app.inject({ url: '/things', headers: { 'x-correlation-id': 'abc-1' } });
    expect(given.headers['x-correlation-id']).toBe('abc-1');
    const forged = await app.inject({ url: '/things', headers: { 'x-correlation-id': 'a b\n' } });
    expect(forged.headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('sets the security headers on every answer', async () => {
    for (const url of ['/things', '/nowhere', '/things/broken']) {
      expect((await app.inject(url)).headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'content-security-policy': expect.stringContaining("frame-ancestors 'none'") as string,
      });
    }
  });

  it('lets pages of the listed origins call it, and no others', async () => {
    const from = (origin: string) => app.inject({ url: '/things', headers: { origin } });
    expect((await from('https://app.example')).headers['access-control-allow-origin']).toBe('https://app.example');
    expect((await from('https://evil.example')).headers['access-control-allow-origin']).toBeUndefined();
  });

  it('refuses NUL and broken escapes in the address', async () => {
    expect((await app.inject('/things?limit=%00')).json()).toMatchObject({ status: 400, code: 'INVALID_TEXT' });
    expect((await app.inject('/things/%E0%A4%A')).json()).toMatchObject({ status: 400 });
  });
});
