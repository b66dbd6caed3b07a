import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const REGISTER = join(__dirname, '../../../testing/src/register-typescript.cjs');
const PARENT_TRACE = '0af7651916cd43dd8448eb211c80319c';

interface SentSpan {
  readonly name: string;
  readonly traceId: string;
  readonly parentSpanId?: string;
  readonly status: { readonly code?: number };
}

/** A collector that keeps what it is sent. */
async function startCollector(): Promise<{ server: Server; url: string; spans: () => SentSpan[] }> {
  const bodies: Buffer[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      bodies.push(Buffer.concat(parts));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const spans = () =>
    bodies
      .flatMap((body) => JSON.parse(body.toString()).resourceSpans)
      .flatMap((resource) => resource.scopeSpans.flatMap((scope: { spans: SentSpan[] }) => scope.spans));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans };
}

/** Traces in a process of its own: the SDK is global, and its exporter loads modules in a way jest does not allow. */
async function traceElsewhere(endpoint: string | undefined): Promise<string> {
  const program = `
    const { startTracing } = require('${join(__dirname, 'start-tracing.ts')}');
    const { withSpan } = require('${join(__dirname, 'with-span.ts')}');
    const { isTracing } = require('${join(__dirname, 'is-tracing.ts')}');
    const { currentTraceParent, runWithTraceParent } = require('${join(__dirname, 'trace-parent.ts')}');
    startTracing({ service: 'test', endpoint: ${JSON.stringify(endpoint)} }).then(async (tracing) => {
      const made = isTracing() ? 'spans' : 'no spans';
      const handedOn = await runWithTraceParent('00-${PARENT_TRACE}-b7ad6b7169203331-01', () =>
        withSpan('outer', { 'task.id': 't' }, async () => {
          await withSpan('inner', {}, () => Promise.reject(new RangeError('expected'))).catch(() => {});
          return currentTraceParent();
        }),
      );
      await tracing.stop();
      console.log(handedOn + ' ' + made);
    });`;
  const child = spawn(process.execPath, ['--require', REGISTER, '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (part: Buffer) => (output += part.toString()));
  await once(child, 'close');
  return output.trim();
}

describe('tracing', () => {
  it('is nothing without an endpoint: the work runs and the caller’s trace travels on', async () => {
    expect(await traceElsewhere(undefined)).toBe(`00-${PARENT_TRACE}-b7ad6b7169203331-01 no spans`);
  });

  it('joins spans of one task into one trace and sends them', async () => {
    const collector = await startCollector();
    const handedOn = await traceElsewhere(collector.url);
    collector.server.close();

    expect(handedOn).toMatch(new RegExp(`^00-${PARENT_TRACE}-(?!b7ad6b7169203331)[0-9a-f]{16}-01 spans$`));
    expect(collector.spans().map(({ name, traceId }) => [name, traceId])).toEqual([
      ['inner', PARENT_TRACE],
      ['outer', PARENT_TRACE],
    ]);
    expect(collector.spans()[0]?.status.code).toBe(2);
    expect(collector.spans()[1]?.parentSpanId).toBe('b7ad6b7169203331');
  });

  it('does not keep a process from stopping when the collector is gone', async () => {
    const collector = await startCollector();
    collector.server.close();
    await once(collector.server, 'close');
    expect(await traceElsewhere(collector.url)).toMatch(/^00-/);
  }, 20_000);
});
