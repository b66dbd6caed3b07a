import { PassThrough } from 'node:stream';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { isRecord } from '../schema/json-value';
import type { Sandbox, SandboxedCommand, SandboxOutcome } from '../sandbox/sandbox.port';

/** A server that says more than this in one line is not listened to any longer. */
const LONGEST_LINE = 8 * 1024 * 1024;
const TAIL_CHARACTERS = 1_000;

/** Speaks with a program in the sandbox: a line of JSON on its input and output for each message. */
export class SandboxTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  private readonly input = new PassThrough();
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private line: Buffer[] = [];
  private lineBytes = 0;
  private tail = '';
  private outcome: SandboxOutcome | undefined;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly command: Pick<SandboxedCommand, 'argv' | 'profile' | 'workspace' | 'environment'>,
  ) {}

  /** Why the program is over, as far as it can be told; undefined while it runs. */
  get ending(): string | undefined {
    if (this.outcome === undefined) return undefined;
    const { exceeded, signal, exitCode } = this.outcome;
    const how = exceeded === null ? `ended with ${signal ?? exitCode}` : `was stopped at its limit of ${exceeded}`;
    return this.tail === '' ? how : `${how}: ${this.tail.trim()}`;
  }

  async start(): Promise<void> {
    this.running = this.sandbox
      .run({
        ...this.command,
        signal: this.stopping.signal,
        input: this.input,
        onOutput: (chunk) => this.take(chunk),
        onErrorOutput: (chunk) => (this.tail = `${this.tail}${chunk.toString('utf8')}`.slice(-TAIL_CHARACTERS)),
      })
      .then((outcome) => {
        this.outcome = outcome;
        this.onclose?.();
      });
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (this.outcome === undefined) this.input.write(`${JSON.stringify(message)}\n`);
  }

  /** Ends the program and everything it has started; resolves when nothing of it is left. */
  async close(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private take(chunk: Buffer): void {
    let rest = chunk;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      this.hear(Buffer.concat([...this.line, rest.subarray(0, end)]).toString('utf8'));
      this.line = [];
      this.lineBytes = 0;
      rest = rest.subarray(end + 1);
    }
    this.line.push(rest);
    this.lineBytes += rest.length;
    if (this.lineBytes > LONGEST_LINE) this.stopping.abort();
  }

  /** Programs print other things, too; they are nobody's messages. */
  private hear(line: string): void {
    try {
      const message: unknown = JSON.parse(line);
      if (isRecord(message) && message['jsonrpc'] === '2.0') this.onmessage?.(message as unknown as JSONRPCMessage);
    } catch (error) {
      this.onerror?.(error as Error);
    }
  }
}
