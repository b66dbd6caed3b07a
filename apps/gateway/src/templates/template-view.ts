import {
  SHARED_TENANT,
  type TemplateDetails,
  type TemplateRow,
  type TemplateStats,
  type TemplateVersionRow,
} from '@cadre/persistence';
import type { FastifyReply } from 'fastify';
import { etagOf } from '../http/etag';
import { valueOf } from '../http/payload-error';
import type { TemplateItem, TemplateStatsAnswer, TemplateVersionItem, TemplateView } from './template-answers';

/** A template as a list shows it. */
export function templateItem(row: TemplateRow): TemplateItem {
  const { name, description, visibility, active_version, latest_version, created_at, updated_at } = row;
  const shipped = row.tenant === SHARED_TENANT;
  const whose = { owner: shipped ? null : row.owner, tenant: shipped ? null : row.tenant };
  return {
    ...{ name, description, visibility, shipped, ...whose },
    ...{ active_version, latest_version, created_at, updated_at },
  };
}

/** The answer that shows one template, with the version of its row. */
export function shownTemplate(reply: FastifyReply, template: TemplateDetails): TemplateView {
  void reply.header('etag', etagOf(template.row_version));
  const definition = valueOf(template.definition);
  const { version, total_steps } = template.version;
  return { ...templateItem(template), version, total_steps, inputs: definition?.inputs ?? null, definition };
}

export function versionItem(row: TemplateVersionRow, activeVersion: number): TemplateVersionItem {
  const { version, total_steps, created_by, created_at } = row;
  return { version, active: version === activeVersion, total_steps, created_by, created_at };
}

export function statsAnswer(name: string, stats: TemplateStats): TemplateStatsAnswer {
  const { runs, completed, failed, cancelled, p50_seconds, p95_seconds, slowest_step: slowest } = stats;
  const ended = completed + failed + cancelled;
  return {
    ...{ name, runs, completed, failed, cancelled, success_rate: ended === 0 ? null : completed / ended },
    ...{ p50_seconds, p95_seconds },
    slowest_step: slowest && { path: slowest.path, average_seconds: slowest.seconds },
    cost: { micro_usd: stats.cost_micro_usd },
  };
}
