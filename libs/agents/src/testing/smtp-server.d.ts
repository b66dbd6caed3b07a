/** The part of the mail server that specs use. */
declare module 'smtp-server' {
  import type { Server } from 'node:net';
  import type { Readable } from 'node:stream';

  export interface SMTPSession {
    readonly user?: string;
    readonly envelope: {
      readonly mailFrom: { readonly address: string } | false;
      readonly rcptTo: readonly { readonly address: string }[];
    };
  }

  export interface SMTPServerOptions {
    readonly disabledCommands: readonly string[];
    readonly allowInsecureAuth: boolean;
    onAuth(
      auth: { readonly username: string; readonly password: string },
      session: SMTPSession,
      done: (error: Error | null, result?: { readonly user: string }) => void,
    ): void;
    onData(stream: Readable, session: SMTPSession, done: (error?: Error) => void): void;
  }

  export class SMTPServer {
    constructor(options: SMTPServerOptions);
    readonly server: Server;
    listen(port: number, host: string, listening: () => void): void;
    close(closed: () => void): void;
  }
}
