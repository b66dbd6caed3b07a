import type { BenchStack } from './stack';

/** What an installation runs on. */
export async function readVersions({ sql, services }: BenchStack): Promise<Record<string, string>> {
  const [row] = await sql<{ server_version: string }>('SHOW server_version');
  const overview = await services.broker?.management.get<{ rabbitmq_version: string }>('/overview');
  return {
    'Node.js': process.versions.node,
    PostgreSQL: row?.server_version ?? 'unknown',
    ...(overview && { RabbitMQ: overview.rabbitmq_version }),
  };
}
