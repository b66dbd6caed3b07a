import { TaskErrorCode } from '@cadre/contracts';
import { permanentFailure } from '../../execution/agent-failure';
import { isRecord } from '../../schema/json-value';
import type { AgentTool } from '../agent-tool.port';
import { askService, type ServiceAccount } from './ask-service';

const NAME = 'image.generate';
const TIMEOUT_MS = 180_000;
const MOST_BYTES = 48 * 1024 * 1024;
const SIZES = ['1024x1024', '1024x1536', '1536x1024'] as const;

export interface ImageService extends ServiceAccount {
  readonly model: string;
}

interface ImageArguments {
  readonly name: string;
  readonly prompt: string;
  readonly size: (typeof SIZES)[number];
}

/** Draws at a service that speaks OpenAI's Images protocol; keeps a marked placeholder when there is none. */
export function createImageGenerate(fetch: typeof globalThis.fetch, service: ImageService | undefined): AgentTool {
  return {
    name: NAME,
    description: 'Draws an image and keeps it with the task. Answers with the id and the name of the file.',
    inputSchema: {
      type: 'object',
      required: ['name', 'prompt'],
      additionalProperties: false,
      properties: {
        name: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$', description: 'Without an ending' },
        prompt: { type: 'string', minLength: 1, maxLength: 8_000 },
        size: { type: 'string', enum: [...SIZES], default: SIZES[0] },
      },
    },
    async execute(args, { attempt }) {
      const asked = args as ImageArguments;
      const image = service === undefined ? placeholder(asked) : await draw(fetch, service, asked, attempt.signal);
      const { ending, contentType, content } = image;
      const file = { name: `${asked.name}.${ending}`, kind: 'image', contentType, content };
      const { artifact_id, name, size } = await attempt.artifacts.write(file);
      return { artifact_id, name, size, ...(service === undefined && { simulated: true }) };
    },
  };
}

interface Image {
  readonly ending: string;
  readonly contentType: string;
  readonly content: Buffer;
}

async function draw(
  fetch: typeof globalThis.fetch,
  service: ImageService,
  { prompt, size }: ImageArguments,
  signal: AbortSignal,
): Promise<Image> {
  const body = { model: service.model, prompt, size, n: 1 };
  const limits = { timeoutMs: TIMEOUT_MS, mostBytes: MOST_BYTES, signal };
  const answer = await askService(fetch, {
    ...{ who: 'the image service', account: service, path: '/images/generations', body },
    ...limits,
  });
  const images = isRecord(answer) && Array.isArray(answer['data']) ? (answer['data'] as unknown[]) : [];
  const encoded = isRecord(images[0]) ? images[0]['b64_json'] : undefined;
  if (typeof encoded !== 'string') {
    throw permanentFailure(TaskErrorCode.ProviderRejected, 'the image service answered without an image');
  }
  return { ...formatOf(Buffer.from(encoded, 'base64')), content: Buffer.from(encoded, 'base64') };
}

/** By its first bytes: what a service calls it may be wrong. */
function formatOf(content: Buffer): Pick<Image, 'ending' | 'contentType'> {
  if (content.subarray(1, 4).toString('latin1') === 'PNG') return { ending: 'png', contentType: 'image/png' };
  if (content[0] === 0xff && content[1] === 0xd8) return { ending: 'jpg', contentType: 'image/jpeg' };
  if (content.subarray(8, 12).toString('latin1') === 'WEBP') return { ending: 'webp', contentType: 'image/webp' };
  throw permanentFailure(TaskErrorCode.ProviderRejected, 'the image service answered with no known kind of image');
}

function placeholder({ prompt, size }: ImageArguments): Image {
  const [width = '1024', height = '1024'] = size.split('x');
  const words = prompt.slice(0, 120).replaceAll(/[<>&"']/g, ' ');
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`,
    `<rect width="100%" height="100%" fill="#e5e7eb"/>`,
    `<text x="50%" y="48%" text-anchor="middle" font-size="48">simulated image</text>`,
    `<text x="50%" y="54%" text-anchor="middle" font-size="16">${words}</text></svg>`,
  ];
  return { ending: 'svg', contentType: 'image/svg+xml', content: Buffer.from(svg.join('\n')) };
}
