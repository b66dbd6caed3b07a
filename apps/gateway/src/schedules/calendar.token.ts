/** Cron arithmetic: Calendar of libs/domain. */
export const CALENDAR = Symbol('CALENDAR');
