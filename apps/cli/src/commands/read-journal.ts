import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { UsageError } from '../usage.error';

/**
 * Ids of accepted tasks out of a client's journal: one id per line, or one JSON object with `task_id`. An object whose
 * `outcome` is not `ok` says that nothing was promised and is passed over, like an empty line.
 */
export async function* readJournal(file: string): AsyncGenerator<string> {
  const input = createReadStream(file, 'utf8');
  const lines = createInterface({ input, crlfDelay: Infinity });
  try {
    for await (const line of lines) {
      const id = line.trimStart().startsWith('{') ? acceptedId(line) : line.trim();
      if (id) yield id;
    }
  } catch (error) {
    throw new UsageError(`The journal ${file} cannot be read: ${(error as Error).message}`, { cause: error });
  } finally {
    input.destroy();
  }
}

function acceptedId(line: string): string | undefined {
  const { task_id: taskId, outcome = 'ok' } = JSON.parse(line) as { task_id?: unknown; outcome?: unknown };
  return outcome === 'ok' && typeof taskId === 'string' ? taskId : undefined;
}
