import { runCli } from '../../../apps/cli/src/program';
import type { Finding } from './finding';

/** What `cadre doctor verify` says of the journal that the run leaves behind, to whoever asks it later. */
export async function judgeJournal(journal: string, databaseUrl: string): Promise<Finding> {
  let said = '';
  const note = (text: string) => void (said += text);
  const terminal = { env: { DATABASE_URL: databaseUrl }, out: note, err: note };
  const code = await runCli(['doctor', 'verify', '--expect-finished', '--journal', journal], terminal);
  const lines = said.split('\n').filter((line) => !/^[✓–]/.test(line));
  return {
    name: 'cadre doctor verify finds nothing with the journal',
    holds: code === 0,
    detail: `exit code ${code}: ${lines.join(' ').trim()}`,
  };
}
