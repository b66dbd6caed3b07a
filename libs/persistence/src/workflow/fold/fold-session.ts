import { CryptoError, type PayloadAad, type PayloadCipher } from '@cadre/crypto';
import { type JsonObject, jsonSize, type JsonValue, type StepState, type WorkflowDefinition } from '@cadre/domain';
import type { Transaction } from '../../database/run-transaction';
import { payloadAad } from '../../task/payload-aad';
import { openJson } from '../../task/read/open-sealed';
import { RunUnreadableError } from '../run-unreadable.error';
import { runAad, signalAad, stepAad } from '../workflow-aad';
import {
  FIND_DUE_SCOPES,
  FIND_EARLIER_RESULTS,
  FIND_LISTENING_SCOPES,
  FIND_OPEN_CHILDREN,
  FIND_REDO_SCOPES,
  FIND_UNASKED_SCOPES,
  type FoldedRow,
  type InboxRow,
  LOAD_CHANGED,
  LOAD_ELEMENTS,
  LOAD_INBOX,
  LOAD_ITEMS,
  LOAD_OUTPUTS,
  LOAD_SEALED,
  LOAD_SIGNALS,
  LOAD_STEPS,
  NEXT_COMPENSABLE,
  type OutputRow,
} from './sql/load-run.sql';
import { toStepState } from './step-mapping';

type Fault = ConstructorParameters<typeof RunUnreadableError>[0];
const DEFINITION_UNREADABLE: Fault = 'DEFINITION_UNREADABLE';
const VALUE_UNREADABLE: Fault = 'STEP_VALUE_UNREADABLE';

/** Rows a fold takes in at once. */
const INBOX_BATCH = 1000;
const OUTPUT_PAGE = 500;
/** Elements a fold loads besides those that something happened to. */
export const ELEMENT_BATCH = 500;

/** What a fold reads of its run, whose row the transaction has locked. Only what is asked for is opened. */
export class FoldSession {
  constructor(
    readonly tx: Transaction,
    readonly run: FoldedRow,
    private readonly cipher: PayloadCipher,
  ) {}

  get id(): string {
    return this.run.workflow_id;
  }

  inbox(): Promise<InboxRow[]> {
    return this.tx.query(LOAD_INBOX, [this.id, INBOX_BATCH]);
  }

  async pinned(): Promise<{ readonly definition: WorkflowDefinition; readonly inputs: JsonObject }> {
    const [row] = await this.tx.query(LOAD_SEALED, [this.id]);
    const { tenant } = this.run;
    const open = <Value>(sealed: string | undefined, column: 'sealed_definition' | 'sealed_inputs'): Value =>
      this.open<Value>(sealed ?? '', runAad(tenant, this.id, column), DEFINITION_UNREADABLE);
    return {
      definition: open<WorkflowDefinition>(row?.sealed_definition, 'sealed_definition'),
      inputs: open<JsonObject>(row?.sealed_inputs, 'sealed_inputs'),
    };
  }

  /** The steps outside of maps that were written after a fold; -1: all. */
  async rootSteps(afterFold: number): Promise<StepState[]> {
    return (await this.tx.query(LOAD_CHANGED, [this.id, afterFold])).map(toStepState);
  }

  /** The steps of elements, and some by their paths. */
  async steps(scopes: readonly string[], paths: readonly string[]): Promise<StepState[]> {
    if (scopes.length === 0 && paths.length === 0) return [];
    return (await this.tx.query(LOAD_STEPS, [this.id, scopes, paths])).map(toStepState);
  }

  async elements(maps: readonly string[]): Promise<StepState[]> {
    if (maps.length === 0) return [];
    return (await this.tx.query(LOAD_ELEMENTS, [this.id, maps])).map(toStepState);
  }

  async dueScopes(): Promise<string[]> {
    return scopesOf(await this.tx.query(FIND_DUE_SCOPES, [this.id, ELEMENT_BATCH]));
  }

  async listeningScopes(): Promise<string[]> {
    return scopesOf(await this.tx.query(FIND_LISTENING_SCOPES, [this.id, ELEMENT_BATCH]));
  }

  /** @param maps whose elements; null: of all maps */
  async unaskedScopes(maps: readonly string[] | null): Promise<string[]> {
    return scopesOf(await this.tx.query(FIND_UNASKED_SCOPES, [this.id, maps, ELEMENT_BATCH]));
  }

  async redoScopes(maps: readonly string[]): Promise<string[]> {
    return scopesOf(await this.tx.query(FIND_REDO_SCOPES, [this.id, maps, ELEMENT_BATCH]));
  }

  async signals(): Promise<{ signalId: string; name: string; body: JsonValue }[]> {
    const rows = await this.tx.query(LOAD_SIGNALS, [this.id, ELEMENT_BATCH]);
    return rows.map(({ signal_id: signalId, name, sealed_body }) => ({
      ...{ signalId, name },
      body: this.open(sealed_body, signalAad(this.run.tenant, signalId)),
    }));
  }

  async items(map: string): Promise<readonly JsonValue[]> {
    const [row] = await this.tx.query(LOAD_ITEMS, [this.id, map]);
    if (!row?.sealed_items) return [];
    return this.open<readonly JsonValue[]>(row.sealed_items, this.aad(map, 'sealed_items'));
  }

  /**
   * What steps put out themselves: a mapping's, a signal's or a decision's value, a task's result, a child's output. Read
   * page by page, so that what is sealed and what is opened do not both stand in memory. Null: it is more than that.
   *
   * @param atMost characters of JSON
   */
  async outputs(paths: readonly string[], atMost = Infinity): Promise<Map<string, JsonValue> | null> {
    const found = new Map<string, JsonValue>();
    let size = 0;
    for (let from = 0; from < paths.length; from += OUTPUT_PAGE) {
      for (const row of await this.tx.query(LOAD_OUTPUTS, [this.id, paths.slice(from, from + OUTPUT_PAGE)])) {
        const output = this.outputOf(row);
        if (output === undefined) continue;
        size += jsonSize(output, atMost);
        if (size > atMost) return null;
        found.set(row.path, output);
      }
    }
    return found;
  }

  /** Earlier results by their hashes. One that cannot be read is none. */
  async earlierResults(
    wanted: readonly { readonly hash: string; readonly seconds: number }[],
  ): Promise<Map<string, JsonValue>> {
    const hashes = wanted.map(({ hash }) => hash);
    const rows = await this.tx.query(FIND_EARLIER_RESULTS, [hashes, wanted.map(({ seconds }) => seconds)]);
    return new Map(
      rows.flatMap(({ hash, task_id: taskId, sealed }) => {
        const opened = openJson(this.cipher, sealed, payloadAad(this.run.tenant, taskId, 'result'));
        // An agent's result is JSON.
        return opened.kind === 'opened' ? [[hash, opened.value as JsonValue] as const] : [];
      }),
    );
  }

  /** The runs that its steps have started and that have not ended. */
  async openChildren(): Promise<string[]> {
    return (await this.tx.query(FIND_OPEN_CHILDREN, [this.id])).map(({ workflow_id: id }) => id);
  }

  async nextCompensable(): Promise<{ readonly path: string; readonly scope: string } | undefined> {
    const [row] = await this.tx.query(NEXT_COMPENSABLE, [this.id]);
    return row;
  }

  private outputOf(row: OutputRow): JsonValue | undefined {
    const { tenant } = this.run;
    if (row.sealed_output !== null) return this.open(row.sealed_output, this.aad(row.path, 'sealed_output'));
    if (row.sealed_result !== null && row.task_id !== null) {
      return this.open(row.sealed_result, payloadAad(tenant, row.task_id, 'result'));
    }
    if (row.sealed_child === null || row.child_workflow_id === null) return undefined;
    return this.open(row.sealed_child, runAad(tenant, row.child_workflow_id, 'sealed_output'));
  }

  private aad(path: string, column: 'sealed_items' | 'sealed_output') {
    return stepAad(this.run.tenant, this.id, path, column);
  }

  /** What was sealed here is what it was sealed as: the additional data binds it to its column. */
  private open<Value = JsonValue>(sealed: string, aad: PayloadAad, fault: Fault = VALUE_UNREADABLE): Value {
    try {
      return JSON.parse(this.cipher.open(sealed, aad).toString()) as Value;
    } catch (error) {
      if (!(error instanceof CryptoError || error instanceof SyntaxError)) throw error;
      throw new RunUnreadableError(fault, error);
    }
  }
}

function scopesOf(rows: readonly { readonly scope: string }[]): string[] {
  return rows.map(({ scope }) => scope);
}
