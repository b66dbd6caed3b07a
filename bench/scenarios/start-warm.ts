import type { Bus, ProfileOptions } from '../options';
import { BenchStack } from '../stack/stack';
import { submitSingly } from './loads';

/** So many, not so long: a busy machine leaves services as warm as a quiet one. Most of their code is compiled by then. */
const WARM_UP_TASKS = 8_000;

/** An installation whose services have worked for a while and hold no task. */
export async function startWarm(bus: Bus, profile?: ProfileOptions): Promise<BenchStack> {
  const stack = await BenchStack.start(bus, profile);
  try {
    await submitSingly(stack, { count: WARM_UP_TASKS });
    await stack.clear();
    return stack;
  } catch (error) {
    await stack.close();
    throw error;
  }
}
