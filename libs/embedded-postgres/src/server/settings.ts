/** Settings of the server that do not change with the data: loopback only, passwords only, room for all our processes. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  // Short statements of one kind: compiling them costs more than it saves.
  jit: 'off',
  log_min_messages: 'warning',
  log_line_prefix: '%m [%p] %d ',
};

/** Without these a crash of the machine may cost data. For tests, whose data nobody misses. */
const CARELESS: Readonly<Record<string, string>> = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** The server's arguments. None of them is secret. */
export function serverArguments(cluster: string, port: number, durable: boolean): string[] {
  const settings = { ...SETTINGS, port: String(port), ...(durable ? {} : CARELESS) };
  return ['-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}
