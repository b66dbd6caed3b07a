import type { Load, LoadResult } from './load';
import type { Streams, StreamsResult } from './streams';

/** What the bench asks of the client's process; one thing at a time. */
export type Order = { readonly load: Load } | { readonly streams: Streams };

/** What it says. `opened` comes when all streams are open, before their result. */
export type Reply =
  | { readonly kind: 'opened' }
  | { readonly kind: 'load'; readonly result: LoadResult }
  | { readonly kind: 'streams'; readonly result: StreamsResult }
  | { readonly kind: 'error'; readonly message: string };
