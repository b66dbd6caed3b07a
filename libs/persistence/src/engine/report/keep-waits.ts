import { type PayloadCipher, uuidv7 } from '@cadre/crypto';
import { cleanText } from '@cadre/domain';
import type { Queryable } from '../../database/statement';
import { approvalAad, checkpointAad, waitAad } from '../../task/payload-aad';
import type { LiveRow } from '../settle/ended-attempt';
import type { AcceptedOutcome, AcceptedWait } from './accepted-outcome';
import { INSERT_APPROVALS, KEEP_CHECKPOINTS } from './sql/insert-approvals.sql';
import { INSERT_WAITS } from './sql/insert-waits.sql';

interface WaitingTask<Wait extends AcceptedWait = AcceptedWait> {
  /** Of what people are asked, when it is they who are waited for. */
  readonly approvalId: string;
  readonly row: LiveRow;
  readonly wait: Wait;
}
type AskingTask = WaitingTask<Extract<AcceptedWait, { reason: 'approval' }>>;

/** Notes what tasks wait for from now on. */
export async function keepWaits(
  tx: Queryable,
  cipher: PayloadCipher,
  settled: readonly { readonly row: LiveRow; readonly accepted: AcceptedOutcome }[],
): Promise<void> {
  const waits = settled.flatMap(({ row, accepted: { wait } }) =>
    wait === null ? [] : [{ row, wait, approvalId: uuidv7() }],
  );
  if (waits.length === 0) return;
  const asking = waits.filter((one): one is AskingTask => one.wait.reason === 'approval');
  await Promise.all([insertWaits(tx, cipher, waits), ...(asking.length === 0 ? [] : keepRequests(tx, cipher, asking))]);
}

async function insertWaits(tx: Queryable, cipher: PayloadCipher, waits: readonly WaitingTask[]): Promise<void> {
  await tx.execute(INSERT_WAITS, [
    waits.map(({ row }) => row.task_id),
    waits.map(({ row }) => row.lease_no),
    waits.map(({ wait }) => wait.reason),
    waits.map(({ wait, approvalId }) =>
      // No callback has a token whose hash looks like this.
      wait.reason === 'callback' ? cleanText(wait.tokenHash) : `approval:${approvalId}`,
    ),
    waits.map(({ row, wait }) =>
      wait.reason === 'callback' ? cipher.seal(wait.secret, waitAad(row.tenant, row.task_id)) : null,
    ),
    waits.map(({ wait }) => wait.deadlineSeconds),
  ]);
}

function keepRequests(tx: Queryable, cipher: PayloadCipher, asking: readonly AskingTask[]): Promise<unknown>[] {
  const tasks = asking.map(({ row }) => row.task_id);
  const attempts = asking.map(({ row }) => row.lease_no);
  return [
    tx.execute(INSERT_APPROVALS, [
      ...([asking.map(({ approvalId }) => approvalId), tasks, attempts] as const),
      asking.map(({ wait }) => wait.tool),
      asking.map(({ wait }) => cleanText(wait.requestHash)),
      asking.map(({ wait }) => wait.fourEyes),
      asking.map(({ row, approvalId, wait }) =>
        cipher.seal(wait.arguments, approvalAad(row.tenant, approvalId, 'sealed_arguments')),
      ),
      asking.map(({ wait }) => wait.deadlineSeconds),
    ]),
    tx.execute(KEEP_CHECKPOINTS, [
      ...([tasks, attempts] as const),
      asking.map(({ row, wait }) => cipher.seal(wait.checkpoint, checkpointAad(row.tenant, row.task_id))),
    ]),
  ];
}
