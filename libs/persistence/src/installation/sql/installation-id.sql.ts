import { statement } from '../../database/statement';

/** Which installation this database is. */
export const INSTALLATION_ID = statement<[], { installation_id: string }>(
  'installation_id',
  `SELECT installation_id FROM installation`,
);
