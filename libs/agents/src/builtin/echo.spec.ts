import { softTimeLimit } from '../execution/abort-reasons';
import { aTask, RecordingContext } from '../testing/recording-context';
import { echo } from './echo';

const PARAMETERS = { message: 'hi', data: { deep: [1, null] }, delay_ms: 0, fail: null };

describe('echo', () => {
  it('answers with message and data', async () => {
    await expect(echo.execute(aTask(PARAMETERS), new RecordingContext())).resolves.toEqual({
      message: 'hi',
      data: { deep: [1, null] },
    });
  });

  it('fails so many attempts first, then succeeds', async () => {
    const parameters = { ...PARAMETERS, fail: { class: 'transient', times: 2 } };
    for (const failuresCounted of [0, 1]) {
      await expect(echo.execute(aTask(parameters, { failuresCounted }), new RecordingContext())).rejects.toMatchObject({
        code: 'ECHO_FAILURE',
        errorClass: 'transient',
      });
    }
    await expect(
      echo.execute(aTask(parameters, { failuresCounted: 2 }), new RecordingContext()),
    ).resolves.toMatchObject({ message: 'hi' });
  });

  it('reports progress up to 100 while it waits', async () => {
    const context = new RecordingContext();
    await echo.execute(aTask({ ...PARAMETERS, delay_ms: 300 }), context);
    expect(context.progressSeen.map(({ percent }) => Math.round(percent))).toEqual([33, 67, 100]);
  });

  it('goes on where a long wait was when its attempt died', async () => {
    const context = new RecordingContext();
    context.lastCheckpoint = { steps: 10 };
    await echo.execute(aTask({ ...PARAMETERS, delay_ms: 86_400_000 }), context);
    expect(context.logLines.join()).toContain('goes on after 10 of 10 steps');
  });

  it('stops waiting when it is told to, with the reason it was told', async () => {
    const context = new RecordingContext();
    const running = echo.execute(aTask({ ...PARAMETERS, delay_ms: 86_400_000 }), context);
    context.controller.abort(softTimeLimit(3));
    await expect(running).rejects.toMatchObject({ code: 'SOFT_TIMEOUT', errorClass: 'timeout' });
  });
});
