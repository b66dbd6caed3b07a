import { IntegerField, TextField, TimeField } from '../http/fields';

const LIST = /^(agent|user|tenant|day)(,(agent|user|tenant|day)){0,3}$/;

/** What GET /usage is asked. */
export class UsageQuery {
  @TextField({
    max: 40,
    pattern: LIST,
    patternMessage: 'must be some of agent, user, tenant, day, separated by commas',
    default: 'agent',
    optional: true,
    description: 'What to sum up by: some of agent, user, tenant, day, separated by commas',
  })
  by?: string;

  @TimeField({ optional: true, description: 'Attempts that ended then or later; default: 30 days ago' })
  since?: string;

  @TimeField({ optional: true, description: 'Attempts that ended before; default: now' })
  until?: string;

  @IntegerField({ min: 1, max: 1_000, default: 100, optional: true, description: 'So many groups at most' })
  limit?: number;
}
