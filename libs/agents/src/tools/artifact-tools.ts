import type { AgentTool } from './agent-tool.port';

const MOST_CHARACTERS = 100_000;

/** Reads one of the files that came with the task. */
const read: AgentTool = {
  name: 'artifacts.read',
  description: "Reads a text file that came with the task's parameters, by its artifact id.",
  inputSchema: {
    type: 'object',
    required: ['artifact_id'],
    additionalProperties: false,
    properties: {
      artifact_id: { type: 'string', maxLength: 100, description: "One of the ids in the task's parameters" },
      offset: { type: 'integer', minimum: 0, default: 0, description: 'Characters to skip' },
      length: { type: 'integer', minimum: 1, maximum: MOST_CHARACTERS, default: MOST_CHARACTERS },
    },
  },
  async execute(args, { attempt }) {
    const { artifact_id, offset, length } = args as { artifact_id: string; offset: number; length: number };
    const content = await attempt.artifacts.read(artifact_id);
    content.setEncoding('utf8');
    const { text, total } = await part(content as AsyncIterable<string>, offset, length);
    return { content: text, offset, total_characters: total, has_more: offset + text.length < total };
  },
};

/** Keeps a file with the task. */
const write: AgentTool = {
  name: 'artifacts.write',
  description: 'Keeps a text file with the task. A second file of the same name replaces the first.',
  inputSchema: {
    type: 'object',
    required: ['name', 'content'],
    additionalProperties: false,
    properties: {
      name: { type: 'string', minLength: 1, maxLength: 200, description: 'A file name without folders' },
      content: { type: 'string', maxLength: 1_000_000 },
      content_type: { type: 'string', minLength: 1, maxLength: 100, default: 'text/plain; charset=utf-8' },
    },
  },
  async execute(args, { attempt }) {
    const { name, content, content_type } = args as { name: string; content: string; content_type: string };
    const file = await attempt.artifacts.write({ name, kind: 'document', contentType: content_type, content });
    return { artifact_id: file.artifact_id, name: file.name, size: file.size };
  },
};

/** The tools that work on the files of a task. */
export const ARTIFACT_TOOLS: readonly AgentTool[] = [read, write];

async function part(pieces: AsyncIterable<string>, offset: number, length: number) {
  let [text, total] = ['', 0];
  for await (const piece of pieces) {
    const from = Math.max(0, offset - total);
    const room = length - text.length;
    if (from < piece.length && room > 0) text += piece.slice(from, from + room);
    total += piece.length;
  }
  return { text, total };
}
