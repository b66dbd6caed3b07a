import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

/** What we use of the SDK. */
export interface McpSdk {
  readonly Client: typeof Client;
  readonly StreamableHTTPClientTransport: typeof StreamableHTTPClientTransport;
}

/** The SDK, loaded when the first server is needed. Node keeps what was loaded. */
export async function loadMcp(): Promise<McpSdk> {
  const [client, http] = await Promise.all([
    import('@modelcontextprotocol/sdk/client/index.js'),
    import('@modelcontextprotocol/sdk/client/streamableHttp.js'),
  ]);
  // The package has two builds, the same but for who declares their types.
  return {
    Client: client.Client as unknown as McpSdk['Client'],
    StreamableHTTPClientTransport:
      http.StreamableHTTPClientTransport as unknown as McpSdk['StreamableHTTPClientTransport'],
  };
}
