import { type Installation, until } from '@cadre/testing';

/** The numbers of the events of one task, as its stream told them; progress has none. The stream ends with the task. */
export interface OpenStream {
  readonly seqs: Promise<readonly number[]>;
}

/** Resolves when the gateway listens for it. */
export async function openStream({ client }: Installation, id: string, timeoutMs: number): Promise<OpenStream> {
  const headers = { accept: 'text/event-stream' };
  const body = client.call('GET', `/tasks/${id}/events`, { headers, timeoutMs });
  await until(async () => /^cadre_stream_listeners(\{[^}]*\})? 1$/m.test(await metricsOf(client)));
  return { seqs: body.then((answer) => seqsIn(String(answer.body))) };
}

async function metricsOf(client: Installation['client']): Promise<string> {
  return String((await client.call('GET', '/metrics')).body);
}

function seqsIn(stream: string): number[] {
  return [...stream.matchAll(/^id: (\d+)$/gm)].map(([, seq]) => Number(seq));
}
