import { cloneTask } from '../stack/clone-task';
import { holdSnapshot } from '../stack/hold-snapshot';
import { submitAsTenants } from '../stack/submit-as-tenants';
import { againstEmpty } from './against-empty';
import { DRAIN_SIZE, drainOnce } from './drain';
import type { Bench, Scenario } from './scenario';
import { endedTask, waitingTask } from './template-task';
import { OTHER_AGENT, OTHER_TASK } from './task-body';

const size = DRAIN_SIZE;
const atLeast = 0.5;
const [LANES, TENANTS, PAUSED] = [100, 1_000, 100_000];

/** A hundred lanes are worked off behind a hundred thousand tasks of an agent that is paused. */
const pausedLane: Scenario = {
  name: 'drain behind 100,000 of a paused agent',
  quick: false,
  async run({ stack }: Bench) {
    const drainLoaded = async () => {
      const like = await endedTask(stack);
      await stack.call('POST', `/agents/${OTHER_AGENT}/pause`);
      await cloneTask(stack.sql, await waitingTask(stack, OTHER_TASK), PAUSED);
      const submit = (tasks: number) => submitAsTenants(stack, like, tasks, LANES);
      const rate = await drainOnce(stack, { size, submit });
      await stack.call('POST', `/agents/${OTHER_AGENT}/resume`);
      return rate;
    };
    return [await againstEmpty(stack, { name: this.name, atLeast, size }, drainLoaded)];
  },
};

/** The tasks belong to a thousand tenants, which take turns. */
const manyTenants: Scenario = {
  name: 'drain of 1,000 tenants',
  quick: false,
  async run({ stack }: Bench) {
    const drainLoaded = async () => {
      const like = await endedTask(stack);
      return drainOnce(stack, { size, submit: (tasks) => submitAsTenants(stack, like, tasks, TENANTS) });
    };
    return [await againstEmpty(stack, { name: this.name, atLeast, size }, drainLoaded)];
  },
};

/** Somebody keeps a snapshot open all the while, as a dump does: no dead row can be cleared away. */
const heldSnapshot: Scenario = {
  name: 'drain under a held snapshot',
  quick: false,
  async run({ stack }: Bench) {
    const drainLoaded = async () => {
      const release = await holdSnapshot(stack);
      try {
        return await drainOnce(stack, { size });
      } finally {
        await release();
      }
    };
    return [await againstEmpty(stack, { name: this.name, atLeast, size }, drainLoaded)];
  },
};

export const LANE_SCENARIOS: readonly Scenario[] = [pausedLane, manyTenants, heldSnapshot];
