import { readFileSync } from 'node:fs';
import { projectFile } from '@cadre/agents';

/** The version of the product this worker belongs to. */
export function productVersion(): string {
  const { version } = JSON.parse(readFileSync(projectFile('package.json'), 'utf8')) as { version: string };
  return version;
}
