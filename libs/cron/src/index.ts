export * from './cron-calendar';
export * from './cron.errors';
