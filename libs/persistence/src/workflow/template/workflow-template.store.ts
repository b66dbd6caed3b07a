import { canonicalJson, type PayloadCipher, uuidv7 } from '@cadre/crypto';
import { cleanJson, type WorkflowDefinition } from '@cadre/domain';
import { AuditEventType } from '../../audit/audit-entry';
import { insertAudit } from '../../audit/insert-audit';
import { type Origin, SYSTEM_ORIGIN } from '../../audit/origin';
import type { Database } from '../../database/database';
import type { Transaction } from '../../database/run-transaction';
import { type Queryable, unnamedStatement } from '../../database/statement';
import { boundedCount, type Total } from '../../query/bounded-count';
import { Conditions } from '../../query/conditions';
import { type Opened, openJson } from '../../task/read/open-sealed';
import { templateAad } from '../workflow-aad';
import {
  CHANGE_TEMPLATE,
  FIND_TEMPLATE,
  FIND_TEMPLATES,
  GET_TEMPLATE_VERSION,
  INSERT_TEMPLATE,
  INSERT_TEMPLATE_VERSION,
  LOCK_SHIPPED,
  LOCK_TEMPLATE,
  READ_STEP_TIMES,
  TEMPLATE_STATS,
  TEMPLATE_VERSIONS,
  VERSIONS_MADE_BY,
} from './sql/templates.sql';
import {
  SHARED_TENANT,
  SHIPPED_BY,
  TEMPLATE_COLUMNS,
  type TemplateDetails,
  type TemplateRow,
  type TemplateStats,
  type TemplateVersionRow,
  type TemplateVisibility,
} from './template-row';
import { slowestStep } from './slowest-step';

/** The newest runs that tell which step is slow. */
const MEASURED_RUNS = 50;

/** Who asks. Null: everybody's (an admin). */
export interface TemplateReader {
  readonly tenant: string | null;
  readonly userId: string | null;
  /** An admin sees what everybody has; where names are the same, what is nearest. */
  readonly everything?: boolean;
}

export interface TemplateContent {
  readonly description: string | null;
  readonly visibility: TemplateVisibility;
  readonly definition: WorkflowDefinition;
  readonly totalSteps: number;
}

export interface NewTemplate extends TemplateContent {
  readonly name: string;
  readonly tenant: string;
  readonly owner: string;
}

export interface TemplateChange {
  readonly by: TemplateReader;
  readonly origin: Origin & { readonly userId: string };
  /** What the caller believes `row_version` to be. */
  readonly ifVersion?: number;
}

export type TemplateOutcome =
  | { readonly kind: 'done'; readonly template: TemplateRow }
  /** It is somebody else's: `forbidden`. */
  | { readonly kind: 'name_taken' | 'not_found' | 'version_not_found' | 'forbidden' }
  | { readonly kind: 'stale'; readonly rowVersion: number };

/** A template with the definition that new runs take. */
export interface ActiveTemplate extends TemplateRow {
  readonly definition: Opened<WorkflowDefinition>;
}

export type TemplatePage = Total & { readonly templates: readonly TemplateRow[] };

/** Definitions by name, in versions that never change. */
export class WorkflowTemplateStore {
  constructor(
    private readonly db: Database,
    private readonly cipher: PayloadCipher,
  ) {}

  create(template: NewTemplate, origin: Origin): Promise<TemplateOutcome> {
    return this.db.transaction(async (tx): Promise<TemplateOutcome> => {
      const { tenant, owner, name, description, visibility } = template;
      const [row] = await tx.query(INSERT_TEMPLATE, [uuidv7(), tenant, owner, name, description, visibility]);
      if (!row) return { kind: 'name_taken' };
      await this.keepVersion(tx, row, 1, template, owner);
      await this.audit(tx, row, origin, { version: 1 });
      return { kind: 'done', template: row };
    });
  }

  /**
   * Keeps what comes with the program: a definition that was never seen becomes the next version, and the active one
   * unless somebody has put another in its place. Any number of processes may do so at once.
   */
  async ship(name: string, content: Omit<TemplateContent, 'visibility'>): Promise<'kept' | 'known'> {
    const template = { ...content, name, tenant: SHARED_TENANT, owner: SHIPPED_BY, visibility: 'tenant' } as const;
    const made = await this.create(template, SYSTEM_ORIGIN);
    if (made.kind === 'done') return 'kept';
    return this.db.transaction(async (tx) => {
      const [row] = await tx.query(LOCK_SHIPPED, [name]);
      if (!row) return 'known';
      const shipped = await tx.query(VERSIONS_MADE_BY, [row.template_id, SHIPPED_BY]);
      if (shipped.some((each) => this.isSame(row, each, content.definition))) return 'known';
      const version = row.latest_version + 1;
      const active = shipped.some((each) => each.version === row.active_version) ? version : row.active_version;
      await this.keepVersion(tx, row, version, template, SHIPPED_BY);
      await tx.query(CHANGE_TEMPLATE, [row.template_id, version, active, content.description, row.visibility]);
      await this.audit(tx, row, SYSTEM_ORIGIN, { latest_version: version, active_version: active });
      return 'kept';
    });
  }

  /** The next version, active from now on. */
  putVersion(name: string, content: TemplateContent, change: TemplateChange): Promise<TemplateOutcome> {
    return this.change(name, change, async (tx, row) => {
      const version = row.latest_version + 1;
      await this.keepVersion(tx, row, version, content, change.origin.userId);
      return [version, version, content.description, content.visibility];
    });
  }

  /** New runs take this version; runs under way keep theirs. */
  activate(name: string, version: number, change: TemplateChange): Promise<TemplateOutcome> {
    return this.change(name, change, async (_tx, row) => {
      if (version < 1 || version > row.latest_version) return null;
      return [row.latest_version, version, row.description, row.visibility];
    });
  }

  /** With the given version, or the active one. Null when there is none that the reader may see. */
  async get(name: string, reader: TemplateReader, version?: number): Promise<TemplateDetails | null> {
    return this.getIn(this.db, name, reader, version);
  }

  /** The same inside a transaction. */
  async getIn(db: Queryable, name: string, reader: TemplateReader, version?: number): Promise<TemplateDetails | null> {
    const [row] = await db.query(FIND_TEMPLATE, [...asked(reader), name]);
    if (!row) return null;
    const [found] = await db.query(GET_TEMPLATE_VERSION, [row.template_id, version ?? null]);
    if (!found) return null;
    const { sealed_definition, ...of } = found;
    const definition = openJson(this.cipher, sealed_definition, templateAad(row.tenant, row.template_id, of.version));
    // What was sealed here was a definition.
    return { ...row, version: of, definition: definition as Opened<WorkflowDefinition> };
  }

  /** Those of these names that the reader would run, with the definitions that are active. */
  async getActive(names: readonly string[], reader: TemplateReader): Promise<ActiveTemplate[]> {
    if (names.length === 0) return [];
    const rows = await this.db.query(FIND_TEMPLATES, [...asked(reader), names]);
    return rows.map(({ sealed_definition, ...row }) => {
      const aad = templateAad(row.tenant, row.template_id, row.active_version);
      return { ...row, definition: openJson(this.cipher, sealed_definition, aad) as Opened<WorkflowDefinition> };
    });
  }

  async versions(name: string, reader: TemplateReader): Promise<TemplateVersionRow[] | null> {
    const [row] = await this.db.query(FIND_TEMPLATE, [...asked(reader), name]);
    return row ? this.db.query(TEMPLATE_VERSIONS, [row.template_id]) : null;
  }

  async stats(name: string, reader: TemplateReader): Promise<TemplateStats | null> {
    const [row] = await this.db.query(FIND_TEMPLATE, [...asked(reader), name]);
    if (!row) return null;
    const [totals] = await this.db.query(TEMPLATE_STATS, [row.template_id]);
    const times = await this.db.query(READ_STEP_TIMES, [row.template_id, MEASURED_RUNS]);
    return totals ? { ...totals, slowest_step: slowestStep(times) } : null;
  }

  /** By name. */
  async list(reader: TemplateReader, page: { readonly limit: number; readonly offset: number }): Promise<TemplatePage> {
    const { tenant, userId, everything = false } = reader;
    const conditions = new Conditions()
      .add(everything ? null : tenant, (value) => `template.tenant IN (${value}, '${SHARED_TENANT}')`)
      .add(everything ? null : userId, (value) => `template.visibility = 'tenant' OR template.owner = ${value}::uuid`);
    const total = await boundedCount(this.db, 'workflow_templates AS template', conditions);
    const text = `
      SELECT ${TEMPLATE_COLUMNS} FROM workflow_templates AS template ${conditions.where}
       ORDER BY template.name, template.template_id
       LIMIT ${conditions.parameter(page.limit)} OFFSET ${conditions.parameter(page.offset)}`;
    return { templates: await this.db.query(unnamedStatement<TemplateRow>(text), conditions.parameters), ...total };
  }

  private isSame(
    { tenant, template_id: id }: TemplateRow,
    { version, sealed_definition }: { readonly version: number; readonly sealed_definition: string },
    definition: WorkflowDefinition,
  ): boolean {
    const opened = openJson(this.cipher, sealed_definition, templateAad(tenant, id, version));
    return opened.kind === 'opened' && canonicalJson(opened.value) === canonicalJson(cleanJson(definition));
  }

  private change(
    name: string,
    { by, origin, ifVersion }: TemplateChange,
    plan: (tx: Transaction, row: TemplateRow) => Promise<readonly [number, number, string | null, string] | null>,
  ): Promise<TemplateOutcome> {
    return this.db.transaction(async (tx): Promise<TemplateOutcome> => {
      const [row] = await tx.query(LOCK_TEMPLATE, [...asked(by), name]);
      if (!row) return { kind: 'not_found' };
      if (by.everything !== true && by.userId !== null && row.owner !== by.userId) return { kind: 'forbidden' };
      if (ifVersion !== undefined && ifVersion !== row.row_version) {
        return { kind: 'stale', rowVersion: row.row_version };
      }
      const change = await plan(tx, row);
      if (!change) return { kind: 'version_not_found' };
      const [template] = await tx.query(CHANGE_TEMPLATE, [row.template_id, ...change]);
      await this.audit(tx, row, origin, { latest_version: change[0], active_version: change[1] });
      return { kind: 'done', template: template ?? row };
    });
  }

  private async keepVersion(
    tx: Transaction,
    { tenant, template_id: id }: TemplateRow,
    version: number,
    { definition, totalSteps }: TemplateContent,
    by: string,
  ): Promise<void> {
    const sealed = this.cipher.seal(JSON.stringify(cleanJson(definition)), templateAad(tenant, id, version));
    await tx.execute(INSERT_TEMPLATE_VERSION, [id, version, sealed, totalSteps, by]);
  }

  private audit(tx: Transaction, row: TemplateRow, origin: Origin, data: Record<string, unknown>): Promise<void> {
    const object = { objectType: 'workflow_template', objectId: row.template_id };
    return insertAudit(tx, [
      { eventType: AuditEventType.TemplateChanged, origin, ...object, data: { name: row.name, ...data } },
    ]);
  }
}

function asked({ tenant, userId, everything = false }: TemplateReader): [string | null, string | null, boolean] {
  return [tenant, userId, everything];
}
