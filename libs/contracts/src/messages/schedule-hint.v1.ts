/** broadcast: this schedule was made or changed, and may be due before the next look. Only a hint. */
export interface ScheduleHintV1 {
  readonly schedule_id: string;
}
