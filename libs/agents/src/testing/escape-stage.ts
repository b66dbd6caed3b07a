import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Things of the host that a sandboxed command must not reach, each with a trace that shows when one did. */
export class EscapeStage {
  readonly canary = `canary-${randomBytes(8).toString('hex')}`;
  /** By which what a run leaves is found. */
  readonly mark = `run-${randomBytes(8).toString('hex')}`;
  readonly folder = mkdtempSync(join(tmpdir(), 'escape-'));
  readonly secretFile = join(this.folder, 'secret');
  readonly publicFile = join(this.folder, 'public');
  readonly openFolder = join(this.folder, 'open');
  readonly socketFile = join(this.folder, 'private', 'socket');
  readonly abstractSocket = `cadre-${this.canary}`;
  /** How many have connected to one of the services. */
  visitors = 0;
  private readonly servers: Server[] = [];
  private readonly neighbour: ChildProcess;

  private constructor() {
    chmodSync(this.folder, 0o755);
    writeFileSync(this.secretFile, this.canary, { mode: 0o600 });
    writeFileSync(this.publicFile, this.canary, { mode: 0o644 });
    mkdirSync(this.openFolder);
    chmodSync(this.openFolder, 0o777);
    mkdirSync(join(this.folder, 'private'), { mode: 0o700 });
    const environment = { PATH: process.env['PATH'] ?? '', SECRET: this.canary };
    this.neighbour = spawn('sleep', ['600'], { env: environment, stdio: 'ignore' });
  }

  static async open(): Promise<EscapeStage> {
    const stage = new EscapeStage();
    process.env['CADRE_ESCAPE_CANARY'] = stage.canary;
    await stage.listen({ port: 0, host: '127.0.0.1' });
    await stage.listen({ path: stage.socketFile });
    await stage.listen({ path: `\0${stage.abstractSocket}` });
    return stage;
  }

  /** Of the service on the loopback. */
  get port(): number {
    return (this.servers[0]?.address() as AddressInfo).port;
  }

  /** The process id of something that runs beside the worker. */
  get bystander(): number {
    return this.neighbour.pid ?? -1;
  }

  bystanderLives(): boolean {
    return this.neighbour.exitCode === null && this.neighbour.signalCode === null;
  }

  wasTouched(): boolean {
    return existsSync(join(this.openFolder, 'made'));
  }

  async close(): Promise<void> {
    delete process.env['CADRE_ESCAPE_CANARY'];
    this.neighbour.kill('SIGKILL');
    await Promise.all(this.servers.map((server) => new Promise((resolve) => server.close(resolve))));
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async listen(where: { port: number; host: string } | { path: string }): Promise<void> {
    const server = createServer((socket) => {
      this.visitors += 1;
      socket.destroy();
    });
    this.servers.push(server);
    await new Promise<void>((resolve) => server.listen(where, resolve));
  }
}
