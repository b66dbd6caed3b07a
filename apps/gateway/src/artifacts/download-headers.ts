import type { ArtifactRow } from '@cadre/persistence';
import { etagOf } from '../http/etag';

/** Files come from agents and users: whatever they hold, a browser saves them and runs nothing. */
const INERT = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox";

type Described = Pick<ArtifactRow, 'name' | 'content_type' | 'sha256' | 'created_at'>;

/** The headers of a download, whole or in part. */
export function downloadHeaders(row: Described): Record<string, string> {
  return {
    'content-type': row.content_type,
    'content-disposition': attachment(row.name),
    'content-security-policy': INERT,
    etag: etagOf(row.sha256),
    'last-modified': row.created_at.toUTCString(),
    'accept-ranges': 'bytes',
  };
}

/** RFC 6266: an ASCII name for old clients, the true one beside it. Folders are left out: names stay names. */
export function attachment(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const exact = encodeURIComponent(name).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${exact}`;
}
