import type { Schema, Setting } from './reading/setting';
import { serviceSchemas } from './services/all-services';

const HEAD = `# Configuration

Everything that differs by deployment comes from the environment. It is read once at the start and checked as a whole:
a bad value names the variable and the rule, all mistakes are listed at once, and the process exits with code 78.
An empty variable counts as unset. A secret may also stand in a file named by the same variable with \`_FILE\` appended.

<!-- Generated from the schemas in libs/config by \`npm run docs:configuration\`; do not edit. -->

`;
const TABLE_HEAD = '| variable | default | must be | meaning |\n|---|---|---|---|\n';

/** The whole of docs/configuration.md. */
export function configurationDocument(): string {
  return HEAD + Object.entries(serviceSchemas).map(formatService).join('\n');
}

function formatService([service, schema]: [string, Schema]): string {
  const settings = Object.values(schema).sort((a, b) => (a.variable < b.variable ? -1 : 1));
  return `## ${service}\n\n${TABLE_HEAD}${settings.map(formatRow).join('\n')}\n`;
}

function formatRow(setting: Setting<unknown>): string {
  const cells = [`\`${setting.variable}\``, shownDefault(setting), setting.kind.rule, meaningOf(setting)];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('<', '&lt;')).join(' | ')} |`;
}

function shownDefault({ required, shownDefault, fallback }: Setting<unknown>): string {
  if (required) return '**required**';
  if (shownDefault !== undefined) return shownDefault;
  if (typeof fallback === 'boolean') return fallback ? 'on' : 'off';
  return typeof fallback === 'string' || typeof fallback === 'number' ? String(fallback) : 'none';
}

function meaningOf(setting: Setting<unknown>): string {
  return setting.secret ? `${setting.meaning} (secret)` : setting.meaning;
}
