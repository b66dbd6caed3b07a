import { createHash, randomUUID } from 'node:crypto';
import { TaskFixture } from '../testing/task-fixture';

const UNKNOWN = '0190d3f0-0000-7000-8000-000000000000';
const CONTENT = 'The quick brown fox jumps over the lazy dog.';
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');

describe('artifacts', () => {
  let fixture: TaskFixture;

  beforeAll(async () => {
    fixture = await TaskFixture.start();
  });
  afterAll(() => fixture.close());

  const upload = (body: unknown, headers: object = {}, query = '?name=fox.txt') =>
    fixture.ask('ann', 'POST', `/artifacts${query}`, body, { 'content-type': 'text/plain', ...headers });
  const download = (id: string, headers: object = {}) =>
    fixture.ask('ann', 'GET', `/artifacts/${id}`, undefined, headers);
  const uploaded = async () => String((await upload(CONTENT)).json.artifact_id);

  describe('uploaded', () => {
    it('as the body itself', async () => {
      const { status, json, headers } = await upload(CONTENT);
      expect(status).toBe(201);
      expect(json).toEqual({
        artifact_id: expect.any(String),
        name: 'fox.txt',
        size: CONTENT.length,
        sha256: SHA256,
        content_type: 'text/plain',
      });
      expect(headers.location).toBe(`/api/v1/artifacts/${json.artifact_id}`);
    });

    it('of any type, JSON included', async () => {
      const { json } = await upload('{"a":1}', { 'content-type': 'application/json' }, '?name=a.json');
      expect(json).toMatchObject({ size: 7, content_type: 'application/json' });
      const odd = 'text/plain; charset="a b"; x="<script>"';
      expect((await upload(CONTENT, { 'content-type': odd })).json.content_type).toBe(odd);
      expect((await upload(CONTENT, { 'content-type': 'nonsense' })).status).toBe(415);
    });

    it('as a form, named by its field or its file', async () => {
      const part = `--b\r\nContent-Disposition: form-data; name="file"; filename="part.txt"\r\nContent-Type: text/css\r\n\r\n${CONTENT}\r\n`;
      const field = '--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nfield.txt\r\n';
      const headers = { 'content-type': 'multipart/form-data; boundary=b' };
      const byFile = await upload(`${part}--b--\r\n`, headers, '');
      expect(byFile.json).toMatchObject({ name: 'part.txt', sha256: SHA256, content_type: 'text/css' });
      expect((await upload(`${field}${part}--b--\r\n`, headers, '')).json.name).toBe('field.txt');
      expect((await upload(`${part}--b--\r\n`, headers, '?name=query.txt')).json.name).toBe('query.txt');
    });

    it.each([
      ['no boundary', 'x', 'multipart/form-data'],
      [
        'no file',
        '--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nx\r\n--b--\r\n',
        'multipart/form-data; boundary=b',
      ],
      [
        'no end',
        '--b\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nx',
        'multipart/form-data; boundary=b',
      ],
      ['no form', 'hello', 'multipart/form-data; boundary=b'],
    ])('not as a form with %s', async (_name, body, type) => {
      const { json } = await upload(body, { 'content-type': type }, '');
      expect(json).toMatchObject({ status: 400, code: 'MALFORMED_BODY' });
    });

    it.each(['../up', '/abs', 'C:\\x', 'a/../b', 'nul', 'a%00b', '', 'a%0Ab', 'x'.repeat(256)])(
      'not under the name %j',
      async (name) => {
        const { status, json } = await upload(CONTENT, {}, `?name=${name}`);
        expect([400, 422]).toContain(status);
        if (status === 422) expect(json).toMatchObject({ code: 'ARTIFACT_REJECTED', errors: [{ path: '/name' }] });
      },
    );

    it('not without a name', async () => {
      expect((await upload(CONTENT, {}, '')).json).toMatchObject({ status: 422, errors: [{ path: '/name' }] });
    });

    it('not when they say they are too large', async () => {
      const { json } = await upload(CONTENT, { 'content-length': String(200 * 1024 * 1024) });
      expect(json).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
    });

    it('once per Idempotency-Key', async () => {
      const headers = { 'idempotency-key': 'fox' };
      const first = await upload(CONTENT, headers);
      const second = await upload(CONTENT, headers);
      expect(second.text).toBe(first.text);
      expect(second.headers['idempotency-replayed']).toBe('true');
      expect((await upload('other', headers)).json).toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
    });

    it('by users and admins only', async () => {
      const body = [CONTENT, { 'content-type': 'text/plain' }] as const;
      expect((await fixture.ask('viewer', 'POST', '/artifacts?name=a', ...body)).status).toBe(403);
      expect((await fixture.ask(null, 'POST', '/artifacts?name=a', ...body)).status).toBe(401);
      expect((await upload(CONTENT, {}, '?name=a&kind=x')).json.errors).toEqual([
        { path: '/kind', message: 'is not a known field' },
      ]);
    });
  });

  describe('downloaded', () => {
    it('whole, and inert', async () => {
      const { status, headers, text } = await download(await uploaded());
      expect(status).toBe(200);
      expect(text).toBe(CONTENT);
      expect(headers).toMatchObject({
        'content-type': 'text/plain',
        'content-length': String(CONTENT.length),
        'content-disposition': `attachment; filename="fox.txt"; filename*=UTF-8''fox.txt`,
        'x-content-type-options': 'nosniff',
        'content-security-policy': expect.stringContaining('sandbox'),
        etag: `"${SHA256}"`,
        'accept-ranges': 'bytes',
      });
    });

    it.each([
      ['bytes=4-8', 'quick', 'bytes 4-8/44'],
      ['bytes=40-', 'dog.', 'bytes 40-43/44'],
      ['bytes=-4', 'dog.', 'bytes 40-43/44'],
      ['bytes=40-999', 'dog.', 'bytes 40-43/44'],
    ])('in part: %s', async (range, text, contentRange) => {
      const answer = await download(await uploaded(), { range });
      expect(answer.status).toBe(206);
      expect(answer.text).toBe(text);
      expect(answer.headers['content-range']).toBe(contentRange);
    });

    it('not in a part that is not there', async () => {
      const { headers, json } = await download(await uploaded(), { range: 'bytes=44-' });
      expect(json).toMatchObject({ status: 416, code: 'RANGE_NOT_SATISFIABLE' });
      expect(headers['content-range']).toBe('bytes */44');
    });

    it('whole again if another version was begun', async () => {
      const id = await uploaded();
      expect((await download(id, { range: 'bytes=0-0', 'if-range': '"other"' })).status).toBe(200);
      expect((await download(id, { range: 'bytes=0-0', 'if-range': `"${SHA256}"` })).status).toBe(206);
    });

    it('not again if it is known', async () => {
      const answer = await download(await uploaded(), { 'if-none-match': `W/"x", "${SHA256}"` });
      expect(answer.status).toBe(304);
      expect(answer.text).toBe('');
    });

    it('with HEAD, without the content', async () => {
      const answer = await fixture.ask('ann', 'HEAD', `/artifacts/${await uploaded()}`);
      expect(answer.status).toBe(200);
      expect(answer.headers['content-length']).toBe('44');
      expect(answer.text).toBe('');
    });

    it('by those who may see them', async () => {
      const id = await uploaded();
      const status = async (person: 'bob' | 'viewer' | 'stranger' | 'admin') =>
        (await fixture.ask(person, 'GET', `/artifacts/${id}`)).status;
      expect(await Promise.all((['bob', 'stranger', 'viewer', 'admin'] as const).map(status))).toEqual([
        404, 404, 200, 200,
      ]);
      expect((await download(UNKNOWN)).json).toMatchObject({ status: 404, code: 'ARTIFACT_NOT_FOUND' });
      expect((await download('x')).json).toMatchObject({ status: 400, errors: [{ path: '/id' }] });
    });
  });

  describe('indexed', () => {
    const index = async (query = '', person: 'ann' | 'bob' = 'ann') =>
      (await fixture.ask(person, 'GET', `/api/artifacts/index${query}`)).json;

    it('are the newest of each task and kind', async () => {
      const artifact = (kind: string, name: string) => ({
        artifactId: randomUUID(),
        ...{ kind, name, size: 1, sha256: 'b'.repeat(64), contentType: 'text/plain' },
      });
      const id = await fixture.submit();
      const artifacts = [artifact('report', 'report.json'), artifact('log', 'build.log')];
      await (await fixture.worker.start(id)).complete({}, { artifacts });
      const { index: found, total, limit, offset } = await index();
      expect({ total, limit, offset }).toEqual({ total: 2, limit: 50, offset: 0 });
      expect(found.map(({ kind }: { kind: string }) => kind).sort()).toEqual(['log', 'report']);
      expect((await index('?kind=log')).index).toMatchObject([{ name: 'build.log', task_id: id, agent_id: 'echo' }]);
      expect((await index('?agent_id=reader')).total).toBe(0);
      expect((await index('?since=2999-01-01T00:00:00Z')).total).toBe(0);
      expect((await index('', 'bob')).total).toBe(0);
      expect(await index('?kind=')).toMatchObject({ status: 400, errors: [{ path: '/kind' }] });
    });
  });
});
