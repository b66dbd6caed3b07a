import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of agents that a test edits while services use it. */
export class AgentsFolder {
  readonly dir = mkdtempSync(join(tmpdir(), 'cadre-agents-'));

  /** Replaces the whole file at once, as editors and mounts do. */
  write(agentId: string, lines: readonly string[], body = 'Do it well.'): void {
    const head = [`agent_id: ${agentId}`, `name: ${agentId}`, 'team: platform', ...lines];
    const path = join(this.dir, 'platform', `${agentId}.md`);
    mkdirSync(join(this.dir, 'platform'), { recursive: true });
    writeFileSync(`${path}.new`, ['---', ...head, '---', '', body, ''].join('\n'));
    renameSync(`${path}.new`, path);
  }

  /** An agent that answers with what it is given. */
  echo(agentId: string, description: string, more: readonly string[] = []): void {
    const waits = 'delay_ms: { type: integer, default: 0 }, fail: { default: null }, data: { default: null }';
    const parameters = `{ type: object, properties: { message: { type: string, maxLength: 100 }, ${waits} } }`;
    const lines = [`description: ${description}`, 'executor: builtin', 'builtin: { function: echo }'];
    this.write(agentId, [...lines, `parameters: ${parameters}`, ...more]);
  }

  delete(agentId: string): void {
    rmSync(join(this.dir, 'platform', `${agentId}.md`));
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}
