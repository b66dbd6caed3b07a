import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiAnswer, Installation, type Service, until } from '@cadre/testing';
import { AgentsFolder } from '../e2e/agents/agents-folder';
import { type HandedOver, RemoteService } from '../e2e/agents/remote-service';
import { type BusKind, describeOnBothBuses } from './harness/both-buses';
import { proveSound } from './harness/prove-sound';
import { eventTypesOf } from './harness/task-facts';

type Untyped = ApiAnswer['body'];

const PATIENCE = { timeoutMs: 40_000 };

function describeRemote(folder: AgentsFolder, agentId: string, address: string, callbackSeconds: number): void {
  folder.write(agentId, [
    ...['description: Remote', 'executor: http'],
    `http: { url: "http://${address}/work", callback_timeout_seconds: ${callbackSeconds} }`,
    'parameters: { type: object, properties: { later: { type: boolean, default: false } } }',
    'output: { type: object, required: [said], properties: { said: { type: string } } }',
    'retry: { max_retries: 2, strategy: fixed, delay_seconds: 0 }',
  ]);
}

const suite = (bus: BusKind): void => {
  const folder = new AgentsFolder();
  const home = mkdtempSync(join(tmpdir(), 'cadre-http-'));
  const secretsFile = join(home, 'secrets.json');
  let service: RemoteService;
  let installation: Installation;
  let gateway: Service;
  let orchestrator: Service;
  let worker: Service;

  const startWorker = (env: Record<string, string> = {}): Promise<Service> =>
    installation.worker({ HTTP_SECRETS_FILE: secretsFile, HTTP_ALLOW_LIST: service.address, ...env });

  beforeAll(async () => {
    service = await RemoteService.start();
    writeFileSync(secretsFile, service.secretsOf('remote', 'hasty'));
    describeRemote(folder, 'remote', service.address, 600);
    describeRemote(folder, 'hasty', service.address, 1);
    installation = await Installation.create({ agentsDir: folder.dir, bus });
    [gateway, orchestrator, worker] = await Promise.all([
      installation.gateway(),
      installation.orchestrator(),
      startWorker(),
    ]);
  });
  afterAll(async () => {
    await installation.close();
    await service.stop();
    folder.remove();
    rmSync(home, { recursive: true, force: true });
  });

  const origin = (): string => `http://127.0.0.1:${gateway.port}`;
  const submit = (parameters = {}, agent_id = 'remote'): Promise<string> =>
    installation.client.accepted({ agent_id, parameters });
  const is = (id: string, status: string): Promise<Untyped> =>
    until(async () => {
      const task = await installation.client.task(id);
      return task.status === status && task;
    }, PATIENCE);
  const takenOver = async (id: string): Promise<HandedOver> => {
    await is(id, 'waiting');
    const [handed] = service.handed(id);
    if (handed === undefined) throw new Error('the service never got the task');
    return handed;
  };

  it('answers at once', async () => {
    const id = await submit();
    expect((await is(id, 'completed')).result).toEqual({ said: 'at once' });
    expect(service.handed(id)).toHaveLength(1);
  });

  it('takes a task over, which then waits without a slot, and whoever is restarted meanwhile', async () => {
    const id = await submit({ later: true });
    const handed = await takenOver(id);
    await until(async () => /^cadre_worker_slots_busy\{.*\} 0$/m.test(await worker.metrics()), PATIENCE);
    await Promise.all([gateway.stop(), orchestrator.stop(), worker.kill()]);
    [gateway, orchestrator] = await Promise.all([installation.gateway(), installation.orchestrator()]);
    worker = await startWorker();
    const answer = { status: 'completed', output: { said: 'later' } };
    const twice = [1, 2].map(() => service.callBack(origin(), handed, answer));
    const answers = await Promise.all(twice);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers.map(({ repeated }) => repeated).sort()).toEqual([false, true]);
    expect((await is(id, 'completed')).result).toEqual({ said: 'later' });
    expect((await eventTypesOf(installation, id)).filter((type) => type === 'resumed')).toHaveLength(1);
    expect(service.handed(id)).toHaveLength(1);
    const other = { status: 'completed', output: { said: 'something else' } };
    expect(await service.callBack(origin(), handed, other, { id: 'answer-2' })).toMatchObject({
      ...{ status: 409, code: 'CALLBACK_CLOSED' },
    });
  });

  it('is believed only with the secret, in time, and about what it was given', async () => {
    const id = await submit({ later: true });
    const handed = await takenOver(id);
    const answer = { status: 'completed', output: { said: 'forged' } };
    const call = (options: object, to = handed) => service.callBack(origin(), to, answer, options);
    const old = Math.floor(Date.now() / 1000) - 301;
    expect(await call({ secret: Buffer.alloc(32, 1) })).toMatchObject({ status: 401, code: 'SIGNATURE_INVALID' });
    expect(await call({ timestamp: old })).toMatchObject({ status: 401, code: 'SIGNATURE_STALE' });
    const nowhere = { ...handed, callback: { path: '/api/v1/callbacks/unknown' } };
    expect(await call({}, nowhere)).toMatchObject({ status: 404, code: 'CALLBACK_NOT_FOUND' });
    const strange = await service.callBack(origin(), handed, { status: 'maybe', extra: 1 });
    expect(strange).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    expect((await installation.client.task(id)).status).toBe('waiting');
    await service.callBack(origin(), handed, { status: 'completed', output: { wrong: true } });
    expect((await is(id, 'failed')).error).toMatchObject({ code: 'OUTPUT_INVALID' });
  });

  it('may fail, and is asked again when it says that this helps', async () => {
    const id = await submit({ later: true });
    const handed = await takenOver(id);
    const error = { message: 'busy', retryable: true };
    await service.callBack(origin(), handed, { status: 'failed', error }, { id: 'first' });
    await until(() => service.handed(id).length === 2, PATIENCE);
    await is(id, 'waiting');
    // A late copy of the first answer is no answer to the second question.
    expect(await service.callBack(origin(), handed, { status: 'failed', error }, { id: 'first' })).toMatchObject({
      ...{ status: 200, repeated: true },
    });
    await service.callBack(origin(), handed, { status: 'completed', output: { said: 'now' } }, { id: 'second' });
    expect(await is(id, 'completed')).toMatchObject({ result: { said: 'now' }, retry_count: 1 });
  });

  it('gets the same task once more when the worker dies before it could tell, and may answer to either', async () => {
    await worker.stop();
    const victim = await startWorker({ CADRE_CRASH_POINT: 'worker.after_execute' });
    const id = await submit({ later: true });
    expect(await victim.exited).toMatchObject({ signal: 'SIGKILL' });
    worker = await startWorker();
    await until(() => service.handed(id).length === 2, PATIENCE);
    await is(id, 'waiting');
    const [first, second] = service.handed(id);
    expect(first?.callback).toEqual(second?.callback);
    await service.callBack(origin(), await takenOver(id), { status: 'completed', output: { said: 'once' } });
    expect((await is(id, 'completed')).result).toEqual({ said: 'once' });
  });

  it('that never calls back lets the task time out, with a dead letter', async () => {
    const id = await submit({ later: true }, 'hasty');
    expect((await is(id, 'timeout')).error).toMatchObject({ code: 'CALLBACK_TIMEOUT' });
    const letters = await installation.sql('SELECT error_code, state FROM dlq_tasks WHERE task_id = $1', id);
    expect(letters).toEqual([{ error_code: 'CALLBACK_TIMEOUT', state: 'open' }]);
  });

  it('is not waited for any more once the task is cancelled', async () => {
    const id = await submit({ later: true });
    const handed = await takenOver(id);
    expect((await installation.client.call('DELETE', `/tasks/${id}`)).body.status).toBe('cancelled');
    const late = await service.callBack(origin(), handed, { status: 'completed', output: { said: 'late' } });
    expect(late).toMatchObject({ status: 409, code: 'CALLBACK_CLOSED' });
  });

  it('was never asked without a signature, and everything is as it should be', async () => {
    expect(service.unsigned).toBe(0);
    await proveSound(installation);
  });
};

describeOnBothBuses('a service behind an http agent', suite);
