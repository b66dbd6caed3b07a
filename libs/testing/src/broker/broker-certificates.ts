import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface BrokerCertificates {
  /** Of the authority that signed the broker's own. */
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
const DAYS = ['-days', '2'];
const NAMES = 'subjectAltName=DNS:localhost,IP:127.0.0.1';

/** An authority of its own, and what it signed for a broker on this machine; all as PEM. */
export function makeCertificates(): BrokerCertificates {
  const folder = mkdtempSync(join(tmpdir(), 'cadre-certificates-'));
  const file = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): unknown => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  try {
    openssl('req', '-x509', ...KEY, ...DAYS, '-subj', '/CN=Authority of a test', '-keyout', 'ca.key', '-out', 'ca.pem');
    openssl('req', ...KEY, '-subj', '/CN=localhost', '-keyout', 'broker.key', '-out', 'broker.csr');
    writeFileSync(file('names'), NAMES);
    const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names'];
    openssl('x509', '-req', '-in', 'broker.csr', ...signing, ...DAYS, '-out', 'broker.pem');
    const [authority = '', certificate = '', key = ''] = ['ca.pem', 'broker.pem', 'broker.key'].map((name) =>
      readFileSync(file(name), 'utf8'),
    );
    return { authority, certificate, key };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
