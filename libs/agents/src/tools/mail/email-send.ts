import { canonicalJson, sha256Hex } from '@cadre/crypto';
import { TaskErrorCode } from '@cadre/contracts';
import { redactText } from '@cadre/observability';
import { AgentFailure, permanentFailure, transientFailure } from '../../execution/agent-failure';
import type { AgentTool, ToolContext } from '../agent-tool.port';

const TIMEOUT_MS = 30_000;
const MOST_ATTACHED_BYTES = 16 * 1024 * 1024;

/** How mail leaves here. */
export interface MailAccount {
  /** `smtps://user:password@mail.example.com` */
  readonly url: string;
  readonly from: string;
}

interface MailArguments {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly attachments: readonly { readonly artifact_id: string; readonly filename: string }[];
}

const ADDRESS = { type: 'string', format: 'email', maxLength: 254 };

/** Sends a mail by SMTP; only pretends to, and says so, when no server is configured. */
export function createEmailSend(account: MailAccount | undefined): AgentTool {
  return {
    name: 'email.send',
    description: 'Sends a plain text mail. Each call sends one: do not repeat a call that succeeded.',
    inputSchema: {
      type: 'object',
      required: ['to', 'subject', 'text'],
      additionalProperties: false,
      properties: {
        to: { type: 'array', minItems: 1, maxItems: 20, uniqueItems: true, items: ADDRESS },
        subject: { type: 'string', minLength: 1, maxLength: 300 },
        text: { type: 'string', minLength: 1, maxLength: 100_000 },
        attachments: {
          type: 'array',
          maxItems: 10,
          default: [],
          items: {
            type: 'object',
            required: ['artifact_id', 'filename'],
            additionalProperties: false,
            properties: {
              artifact_id: { type: 'string', maxLength: 100, description: "One of the ids in the task's parameters" },
              filename: { type: 'string', pattern: '^[^/\\\\]+$', minLength: 1, maxLength: 200 },
            },
          },
        },
      },
    },
    async execute(args, context) {
      const mail = args as MailArguments;
      const messageId = messageIdOf(context.task.taskId, mail);
      if (account === undefined) return { simulated: true, message_id: messageId, accepted: [], rejected: [] };
      return send(account, mail, messageId, context);
    },
  };
}

/** The same for a repeat of the same mail of the same task: a server or a reader may tell that it is one. */
function messageIdOf(taskId: string, mail: MailArguments): string {
  return `<${sha256Hex(canonicalJson({ task_id: taskId, mail })).slice(0, 32)}@cadre>`;
}

async function send({ url, from }: MailAccount, mail: MailArguments, messageId: string, { attempt }: ToolContext) {
  const { createTransport } = await import('nodemailer');
  const attachments = await attached(mail.attachments, attempt.artifacts);
  const timeouts = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS };
  // Neither files nor addresses of this machine can be named in a mail.
  const transport = createTransport({ url, ...timeouts, disableFileAccess: true, disableUrlAccess: true });
  const stop = (): void => transport.close();
  attempt.signal.addEventListener('abort', stop, { once: true });
  try {
    attempt.beforeCall();
    const { to, subject, text } = mail;
    const sent = await transport.sendMail({ from, to: [...to], subject, text, messageId, attachments });
    return { message_id: messageId, accepted: sent.accepted, rejected: sent.rejected };
  } catch (error) {
    attempt.signal.throwIfAborted();
    throw failureOf(error);
  } finally {
    attempt.signal.removeEventListener('abort', stop);
    transport.close();
  }
}

async function attached(files: MailArguments['attachments'], artifacts: ToolContext['attempt']['artifacts']) {
  const read: { filename: string; content: Buffer }[] = [];
  let bytes = 0;
  for (const { artifact_id, filename } of files) {
    const chunks: Buffer[] = [];
    for await (const chunk of await artifacts.read(artifact_id)) {
      chunks.push(Buffer.from(chunk as Uint8Array));
      bytes += chunks.at(-1)?.length ?? 0;
      if (bytes > MOST_ATTACHED_BYTES) {
        throw permanentFailure(
          TaskErrorCode.ArtifactRejected,
          `attachments have more than ${MOST_ATTACHED_BYTES} bytes`,
        );
      }
    }
    read.push({ filename, content: Buffer.concat(chunks) });
  }
  return read;
}

/** A server's 5xx is its last word; its 4xx, and silence, are not. */
function failureOf(error: unknown): unknown {
  if (error instanceof AgentFailure) return error;
  const { responseCode, message } = error as Error & { responseCode?: number };
  const said = `the mail was not sent: ${redactText(message).slice(0, 500)}`;
  if (responseCode !== undefined && responseCode >= 500) {
    return permanentFailure(TaskErrorCode.ProviderRejected, said, error);
  }
  return transientFailure(TaskErrorCode.NetworkError, said, error);
}
