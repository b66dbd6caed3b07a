import type { DeadLetterBoard, DeadLetterCopy } from '../work-bus.port';
import { useHarness } from './contract-context';
import { dispatchOf } from './messages';
import { until } from './until';
import type { WorkBusHarness } from './work-bus-harness';

const TEAM = 'testing';

function copies(count: number): DeadLetterCopy[] {
  return Array.from({ length: count }, (_, n) => ({ ...dispatchOf(n, { priority: 3 }), headers: { attempts: n } }));
}

/** What every adapter promises that has a place for dead letters. */
export function deadLetterBoardContract(createHarness: () => Promise<WorkBusHarness>): void {
  const context = useHarness(createHarness);

  async function board(): Promise<DeadLetterBoard> {
    const { deadLetters } = await context.connect();
    if (deadLetters === null) throw new TypeError('This adapter has no place for dead letters');
    return deadLetters;
  }

  it('shows copies, each team’s in its own place, and keeps them', async () => {
    const shown = await board();
    expect(await shown.show(TEAM, copies(300))).toEqual(Array.from({ length: 300 }, () => ({ ok: true })));
    expect(await shown.show(TEAM, [])).toEqual([]);
    await shown.show('marketing', copies(1));
    expect([await shown.count(TEAM), await shown.count('marketing')]).toEqual([300, 1]);
    expect(await (await board()).count(TEAM)).toBe(300);
  });

  it('confirms nothing and knows nothing while the broker is away, and works on afterwards', async () => {
    const shown = await board();
    const end = await context.harness.outage();
    expect(await shown.show(TEAM, copies(2))).toEqual(copies(2).map(() => ({ ok: false, reason: 'unconfirmed' })));
    await expect(shown.count(TEAM)).rejects.toMatchObject({ code: 'BUS_UNAVAILABLE' });
    await end();
    await until('a copy is confirmed', async () => (await shown.show(TEAM, copies(1)))[0]?.ok === true);
    expect(await shown.count(TEAM)).toBeGreaterThan(0);
  });
}
