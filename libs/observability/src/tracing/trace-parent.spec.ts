import { currentTraceParent, runWithTraceParent } from './trace-parent';

const TRACE_PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('a traceparent', () => {
  it('travels on through awaits', async () => {
    await runWithTraceParent(TRACE_PARENT, async () => {
      await Promise.resolve();
      expect(currentTraceParent()).toBe(TRACE_PARENT);
    });
    expect(currentTraceParent()).toBeUndefined();
  });

  it.each([
    undefined,
    '',
    'garbage',
    '00-00000000000000000000000000000000-b7ad6b7169203331-01',
    '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
    `${TRACE_PARENT}-more`,
  ])('that is %p changes nothing', (malformed) => {
    expect(runWithTraceParent(malformed, currentTraceParent)).toBeUndefined();
  });
});
