import { uuidv7 } from '@cadre/crypto';
import { freshDatabase } from '@cadre/testing';
import { ORIGIN, StoreFixture, USER_ID } from '../testing/store-fixture';
import { AuditEventType, type AuditEntry } from './audit-entry';
import { AuditStore } from './audit.store';

let store: StoreFixture;
let audit: AuditStore;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  store = new StoreFixture(database.url);
  audit = new AuditStore(store.db);
  drop = () => database.drop();
});
afterAll(async () => {
  await store.close();
  await drop();
});

function failure(email: string, ipAddress: string | null): AuditEntry {
  return {
    eventType: AuditEventType.LoginFailed,
    outcome: 'failed',
    origin: { ...ORIGIN, userId: null, email, ipAddress },
  };
}

describe('the audit log', () => {
  it('finds entries by who, what, when and about what, newest first', async () => {
    const taskId = uuidv7();
    await audit.record([
      { eventType: AuditEventType.TaskChanged, origin: ORIGIN, taskId, agentId: 'echo', data: { priority: [5, 1] } },
      { eventType: AuditEventType.AgentPaused, origin: ORIGIN, objectType: 'agent', objectId: 'echo' },
    ]);
    const list = (query: object) => audit.list({ limit: 10, offset: 0, ...query });
    expect(await list({ taskId })).toMatchObject({
      total: 1,
      entries: [{ event_type: 'task_changed', ip_address: '192.0.2.7', data: { priority: [5, 1] }, outcome: 'ok' }],
    });
    expect((await list({ objectType: 'agent', objectId: 'echo', userId: USER_ID })).total).toBe(1);
    expect((await list({ eventType: 'agent_paused', tenant: 'default', outcome: 'ok' })).total).toBe(1);
    expect((await list({ tenant: 'acme' })).total).toBe(0);
    expect((await list({ since: new Date(Date.now() + 60_000) })).total).toBe(0);
    expect((await list({ until: new Date(Date.now() + 60_000), limit: 1 })).entries).toHaveLength(1);
  });

  it('cleans what callers say about themselves, and leaves out an address that is none', async () => {
    const origin = {
      ...ORIGIN,
      userAgent: `x\0${'y'.repeat(2_000)}\ud800`,
      ipAddress: 'fe80::1%eth0',
      correlationId: 'odd',
    };
    await audit.record([
      { eventType: AuditEventType.AccessDenied, outcome: 'denied', origin, data: { 'k\0': '\udc00' } },
    ]);
    const { entries } = await audit.list({ eventType: 'access_denied', limit: 1, offset: 0 });
    expect(entries[0]).toMatchObject({ ip_address: null, outcome: 'denied', data: { k: '' } });
    expect(entries[0]?.user_agent).toMatch(/^xy{498}$/);
  });

  it('loses only the entry the database refuses', async () => {
    const bad: AuditEntry = { eventType: AuditEventType.TaskChanged, origin: { ...ORIGIN, userId: 'nobody' } };
    const good: AuditEntry = { eventType: AuditEventType.LoggedOut, origin: ORIGIN };
    await audit.record([good, bad, good]);
    await audit.drain();
    expect((await audit.list({ eventType: 'logged_out', limit: 10, offset: 0 })).total).toBe(2);
  });
});

describe('failed logins', () => {
  it('are counted by account and address, within the time asked for', async () => {
    const count = (email: string, ipAddress: string | null, withinSeconds = 60) =>
      audit.loginFailures({ email, ipAddress, withinSeconds });
    await audit.record([1, 2, 3].map(() => failure('Eve@Example.com', '192.0.2.1')));
    await audit.record([failure('eve@example.com', '192.0.2.2'), failure('eve@example.com', null)]);
    expect(await count('eve@example.COM', '192.0.2.1')).toBe(3);
    expect(await count('eve@example.com', '192.0.2.2')).toBe(1);
    expect(await count('eve@example.com', null)).toBe(1);
    expect(await count('eve@example.com', '192.0.2.1', 0)).toBe(0);
    expect(await count('bob@example.com', '192.0.2.1')).toBe(0);
  });
});
