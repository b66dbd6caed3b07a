/**
 * A server of the Model Context Protocol for tests, made with the official SDK. Run as a program it speaks over its input
 * and output; `createDesk` is for one over HTTP.
 */
const { spawn } = require('node:child_process');
const { readFileSync, writeFileSync } = require('node:fs');
const { Server } = require('@modelcontextprotocol/sdk/server/index.js');
const { StdioServerTransport } = require('@modelcontextprotocol/sdk/server/stdio.js');
const { CallToolRequestSchema, ListToolsRequestSchema } = require('@modelcontextprotocol/sdk/types.js');

const text = (value) => ({ content: [{ type: 'text', text: value }] });
const input = (properties) => ({ type: 'object', required: Object.keys(properties), properties });

const TOOLS = {
  say: {
    description: 'Says it again',
    inputSchema: { ...input({ words: { type: 'string', maxLength: 50 } }), additionalProperties: false },
    run: ({ words }) => text(`you said ${words}`),
  },
  add: {
    // No engine that tries every way comes to an end with this.
    outputSchema: {
      type: 'object',
      properties: { sum: { type: 'number' }, note: { type: 'string', pattern: '^(a|a)*$' } },
    },
    inputSchema: input({ a: { type: 'number' }, b: { type: 'number' } }),
    run: ({ a, b }) => ({ ...text(String(a + b)), structuredContent: { sum: a + b, note: `${'a'.repeat(40)}!` } }),
  },
  odd: {
    inputSchema: { ...input({ x: { type: 'string', format: 'color', 'x-widget': 'picker' } }) },
    run: ({ x }) => text(`odd ${x}`),
  },
  flood: { inputSchema: input({}), run: () => text('x'.repeat(12 * 1024 * 1024)) },
  fail: { inputSchema: input({}), run: () => ({ ...text('the desk is locked'), isError: true }) },
  picture: {
    inputSchema: input({}),
    run: () => ({ content: [{ type: 'image', data: 'AAAA', mimeType: 'image/png' }] }),
  },
  variable: {
    inputSchema: input({ name: { type: 'string' } }),
    run: ({ name }) => text(process.env[name] ?? 'not set'),
  },
  read: {
    inputSchema: input({ path: { type: 'string' } }),
    run: ({ path }) => text(readFileSync(path, 'utf8')),
  },
  child: {
    inputSchema: input({}),
    run: () => text(String(spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }).pid)),
  },
  mark: {
    inputSchema: input({ path: { type: 'string' } }),
    run: ({ path }) => {
      writeFileSync(path, 'marked\n', { flag: 'a' });
      return text('marked');
    },
  },
  wait: { inputSchema: input({}), run: () => new Promise(() => undefined) },
  die: {
    inputSchema: input({}),
    run: () => {
      process.stderr.write(`I give up, ${process.env['DESK_TOKEN']}\n`);
      process.exit(3);
    },
  },
};

function createDesk() {
  const server = new Server({ name: 'desk', version: '1' }, { capabilities: { tools: {} } });
  const described = Object.entries(TOOLS).map(([name, { description, inputSchema, outputSchema }]) => ({
    name,
    inputSchema,
    ...(outputSchema && { outputSchema }),
    ...(description && { description }),
  }));
  // In two pages, as long lists come.
  server.setRequestHandler(ListToolsRequestSchema, async ({ params }) =>
    params?.cursor === 'rest' ? { tools: described.slice(2) } : { tools: described.slice(0, 2), nextCursor: 'rest' },
  );
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const tool = TOOLS[params.name];
    if (tool === undefined) throw Object.assign(new Error('there is no such tool'), { code: -32602 });
    return tool.run(params.arguments ?? {});
  });
  return server;
}

module.exports = { createDesk };

if (require.main === module) {
  // Not everything that a program prints is a message.
  process.stdout.write('the desk is open\n');
  void createDesk().connect(new StdioServerTransport());
}
