import type { PayloadCipher } from '@cadre/crypto';
import { cleanText } from '@cadre/domain';
import type { ScheduleRow } from './schedule-row';
import { sealPayload } from './schedule-payload';

type Given =
  | 'name'
  | 'schedule_type'
  | 'target_kind'
  | 'agent_id'
  | 'template'
  | 'template_version'
  | 'task_options'
  | 'input_artifacts'
  | 'execute_at'
  | 'cron_expression'
  | 'timezone'
  | 'misfire_policy'
  | 'overlap_policy'
  | 'jitter_seconds'
  | 'status'
  | 'pause_reason'
  | 'next_fire_time'
  | 'next_execution';

/** All that is written of a schedule: judged and planned. */
export interface ScheduleValues extends Pick<ScheduleRow, Given> {
  /** The parameters or inputs, sealed before they reach the database. */
  readonly payload: unknown;
}

type Owner = Pick<ScheduleRow, 'schedule_id' | 'tenant'>;

/** In the order of WRITTEN_COLUMNS. */
export function writtenValues(cipher: PayloadCipher, owner: Owner, values: ScheduleValues): unknown[] {
  const { name, schedule_type, target_kind, agent_id, template, template_version } = values;
  const { execute_at, cron_expression, timezone, misfire_policy, overlap_policy, jitter_seconds } = values;
  return [
    ...[name === null ? null : cleanText(name), schedule_type, target_kind, agent_id, template, template_version],
    ...[sealPayload(cipher, owner, values.payload), JSON.stringify(values.task_options), values.input_artifacts],
    ...[execute_at, cron_expression, timezone, misfire_policy, overlap_policy, jitter_seconds],
    ...[values.status, values.pause_reason, values.next_fire_time, values.next_execution],
  ];
}
