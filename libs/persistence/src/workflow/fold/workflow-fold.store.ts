import { crashPoint } from '@cadre/config';
import type { PayloadCipher } from '@cadre/crypto';
import type { Database } from '../../database/database';
import type { Transaction } from '../../database/run-transaction';
import type { Folded, FoldDecision } from './folded-run';
import { FoldSession } from './fold-session';
import { type EngineSurvey, FIND_RUNS, SURVEY_ENGINE } from './sql/find-runs.sql';
import { LOCK_FOLDED } from './sql/load-run.sql';
import { writeFold } from './write-fold';

/** Decides on what a session reads; null leaves everything as it is. */
export type DecideFold = (session: FoldSession) => Promise<FoldDecision | null>;

/** Folds what runs were told into their state: one transaction for each run, that locks its row before anything else. */
export class WorkflowFoldStore {
  constructor(
    private readonly db: Database,
    private readonly cipher: PayloadCipher,
  ) {}

  /** Runs that have something to fold, except these. */
  async find(limit: number, except: readonly string[]): Promise<string[]> {
    return (await this.db.query(FIND_RUNS, [limit, except])).map(({ workflow_id: id }) => id);
  }

  async survey(): Promise<EngineSurvey> {
    const [row] = await this.db.query(SURVEY_ENGINE, []);
    return row ?? { due_in_ms: null, open_runs: 0, inbox: 0 };
  }

  /** Null when somebody else has the run, it is gone, or there is nothing to do. A repeat after a commit folds nothing. */
  fold(workflowId: string, decide: DecideFold): Promise<Folded | null> {
    const foldIn = async (tx: Transaction): Promise<Folded | null> => {
      const [run] = await tx.query(LOCK_FOLDED, [workflowId]);
      if (!run) return null;
      const decision = await decide(new FoldSession(tx, run, this.cipher));
      if (!decision) return null;
      crashPoint('fold.before_write');
      const folded = await writeFold(tx, this.cipher, run, decision);
      crashPoint('fold.before_commit');
      return folded;
    };
    return this.db.transaction(foldIn, { manyRows: true });
  }
}
