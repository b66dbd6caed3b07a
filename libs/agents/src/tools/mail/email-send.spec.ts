import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { aTask, RecordingContext } from '../../testing/recording-context';
import { createEmailSend } from './email-send';

interface Received {
  readonly from: string;
  readonly to: string[];
  readonly user: string | undefined;
  readonly content: string;
}

describe('email.send', () => {
  let server: SMTPServer;
  let url: string;
  let received: Received[];
  let refusal: { readonly code: number } | undefined;
  let context: RecordingContext;
  beforeAll(async () => {
    server = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: (auth, _session, done) =>
        auth.password === 'canary' ? done(null, { user: auth.username }) : done(new Error('unknown')),
      onData(stream, session, done) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          if (refusal !== undefined) return done(Object.assign(new Error('not here'), { responseCode: refusal.code }));
          const { mailFrom, rcptTo } = session.envelope;
          received.push({
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            user: session.user,
            content: Buffer.concat(chunks).toString('utf8'),
          });
          done();
        });
      },
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    url = `smtp://clerk:canary@127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise<void>((resolve) => server.close(resolve)));
  beforeEach(() => {
    received = [];
    refusal = undefined;
    context = new RecordingContext();
  });

  const MAIL = { to: ['eve@example.com', 'bob@example.com'], subject: 'Tea', text: 'Hot.', attachments: [] };
  const send = (
    mail: object = {},
    account: { url: string; from: string } | undefined = { url, from: 'cadre@example.com' },
  ) => createEmailSend(account).execute({ ...MAIL, ...mail }, { task: aTask({}), attempt: context });

  it('sends what it is given, with the account of the installation', async () => {
    context.inputs.set('file-1', Buffer.from('leaves'));
    const attachments = [{ artifact_id: 'file-1', filename: 'tea.txt' }];
    expect(await send({ attachments })).toMatchObject({ accepted: MAIL.to, rejected: [] });
    expect(received).toMatchObject([{ from: 'cadre@example.com', to: MAIL.to, user: 'clerk' }]);
    expect(received[0]?.content).toContain('Subject: Tea');
    expect(received[0]?.content).toContain('tea.txt');
    expect(received[0]?.content).toContain(Buffer.from('leaves').toString('base64'));
  });

  it('gives the same mail the same id', async () => {
    const idOf = async (mail = {}) => ((await send(mail)) as { message_id: string }).message_id;
    expect(await idOf()).toBe(await idOf());
    expect(await idOf({ subject: 'Coffee' })).not.toBe(await idOf());
  });

  it('lets nobody write into the head of a mail', async () => {
    await send({ subject: 'Tea\r\nBcc: everybody@example.com' });
    expect(received[0]?.content).not.toMatch(/^Bcc:/m);
    expect(received[0]?.to).toEqual(MAIL.to);
  });

  it.each([
    [550, { code: 'PROVIDER_REJECTED', errorClass: 'permanent' }],
    [451, { code: 'NETWORK_ERROR', errorClass: 'transient' }],
  ])('tells what %i means', async (code, failure) => {
    refusal = { code };
    await expect(send()).rejects.toMatchObject(failure);
  });

  it('keeps the password to itself when nobody is there', async () => {
    const error = await send({}, { url: 'smtp://clerk:canary@127.0.0.1:1', from: 'a@b.example' }).catch(
      (e: Error) => e,
    );
    expect(error).toMatchObject({ errorClass: 'transient' });
    expect((error as Error).message).not.toContain('canary');
  });

  it('sends nothing when the lease is not confirmed', async () => {
    context.callsAllowed = 0;
    await expect(send()).rejects.toMatchObject({ code: 'LEASE_LOST' });
    expect(received).toEqual([]);
  });

  it('only pretends without a server, and says so', async () => {
    const tool = createEmailSend(undefined);
    const said = await tool.execute(MAIL, { task: aTask({}), attempt: context });
    expect(said).toMatchObject({ simulated: true, accepted: [] });
    expect(received).toEqual([]);
  });
});
