import { CpuClock } from '../measure/cpu-clock';
import { percentiles, type Percentiles } from '../measure/percentiles';
import { peakMemoryMib } from '../measure/process-table';
import type { BenchStack } from '../stack/stack';
import { submitSingly } from './loads';
import type { Bench, Figure, Scenario } from './scenario';

const SECONDS = 15;
const QUICK_SECONDS = 6;
const MEMORY_MIB = 300;
const CPU_US = 1_100;

/** Single submissions over 50 connections, executed as they come; until the last one has ended. */
export const steady: Scenario = {
  name: 'steady',
  quick: true,
  async run({ stack, bus, quick }: Bench): Promise<Figure[]> {
    const run = await steadyOnce(stack, quick ? QUICK_SECONDS : SECONDS);
    await profiled(stack);
    return [
      { name: 'steady', value: run.rate, unit: 'tasks/s', limit: { atLeast: bus === 'rabbitmq' ? 1_500 : 1_200 } },
      { name: 'POST under steady load, p95', value: run.latency.p95, unit: 'ms' },
      ...cpuFigures(run),
      ...memoryFigures(stack),
    ];
  },
};

/** After what is measured: a profile costs time. */
async function profiled(stack: BenchStack): Promise<void> {
  const { profile, services } = stack;
  await profile?.during(services.processes, () => submitSingly(stack, { seconds: profile.seconds }));
}

interface SteadyRun {
  /** Tasks a second, until the last had ended. */
  readonly rate: number;
  readonly latency: Percentiles;
  /** CPU time per task, in microseconds. */
  readonly cpu: readonly { readonly part: string; readonly us: number }[];
  /** Of all parts but the client. */
  readonly cpuUs: number;
}

export async function steadyOnce(stack: BenchStack, seconds: number): Promise<SteadyRun> {
  const clock = new CpuClock(await stack.parts());
  const startedAt = performance.now();
  const { succeeded, latencies } = await submitSingly(stack, { seconds });
  await stack.settled();
  const took = (performance.now() - startedAt) / 1000;
  const cpu = Object.entries(clock.read()).map(([part, ms]) => ({ part, us: (ms * 1000) / succeeded }));
  return { rate: succeeded / took, latency: latencies[0] ?? percentiles([]), cpu, cpuUs: withoutClient(cpu) };
}

function withoutClient(cpu: SteadyRun['cpu']): number {
  return cpu.filter(({ part }) => part !== 'client').reduce((sum, { us }) => sum + us, 0);
}

function cpuFigures({ cpu, cpuUs }: SteadyRun): Figure[] {
  return [
    { name: 'CPU per task, without the client', value: cpuUs, unit: 'µs', limit: { atMost: CPU_US } },
    ...cpu.map(({ part, us }) => ({ name: `CPU per task, ${part}`, value: us, unit: 'µs' })),
  ];
}

function memoryFigures(stack: BenchStack): Figure[] {
  const { gateway, orchestrator, worker } = stack.services.processes;
  return Object.entries({ gateway, orchestrator, worker }).map(([role, { pid }]) => ({
    name: `memory at most, ${role}`,
    value: peakMemoryMib(pid),
    unit: 'MiB',
    limit: { atMost: MEMORY_MIB },
  }));
}
