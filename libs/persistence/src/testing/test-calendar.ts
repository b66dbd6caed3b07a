import type { Calendar } from '@cadre/domain';
import { DataRejectedError } from '../database/errors';

/** `every 10` is every ten seconds since the epoch: stores need instants, not cron. */
export const testCalendar: Calendar = {
  recurrence({ cron_expression }) {
    const [, seconds] = /^every (\d+)$/.exec(cron_expression) ?? [];
    if (seconds === undefined) throw new DataRejectedError('22000', 'is no rule of the test calendar');
    const period = Number(seconds) * 1000;
    return { nextAfter: (ms) => (Math.floor(ms / period) + 1) * period };
  },
};
