import { TaskErrorCode, type UsageV1 } from '@cadre/contracts';
import { ErrorClass, type AgentLimits } from '@cadre/domain';
import { AgentFailure } from '../../execution/agent-failure';
import type { PriceTable } from '../prices/price-table';
import type { ModelRef } from '../provider/model-ref';
import type { TokenUsage } from '../provider/token-usage';

type SpendingLimits = Pick<AgentLimits, 'max_tokens_per_task' | 'max_cost_usd_per_task'>;

const MICRO = 1_000_000;

/** What a task has used, over all its attempts, against what its agent allows. */
export class Spending {
  private tokens: number;
  private microUsd: number;

  constructor(
    private readonly limits: SpendingLimits,
    private readonly prices: PriceTable,
    before: UsageV1,
  ) {
    this.tokens = (before.input_tokens ?? 0) + (before.output_tokens ?? 0);
    this.microUsd = before.cost_micro_usd ?? 0;
  }

  /** Before each call. Throws AgentFailure (budget_exceeded). */
  check(): void {
    const { max_tokens_per_task: most, max_cost_usd_per_task: dearest } = this.limits;
    if (most !== null && this.tokens >= most) throw overBudget(`${this.tokens} of ${most} tokens are used`);
    if (dearest !== null && this.microUsd >= dearest * MICRO) {
      throw overBudget(`${shown(this.microUsd)} of ${dearest} US dollars are spent`);
    }
  }

  /** How many tokens the next answer may have: what is asked for, or less when less is left. */
  allowance(wanted: number): number {
    const { max_tokens_per_task: most } = this.limits;
    return most === null ? wanted : Math.max(1, Math.min(wanted, most - this.tokens));
  }

  /** Adds a call. The cost is left out for a model without a price. */
  add(ref: ModelRef, usage: TokenUsage): UsageV1 {
    const cost = this.prices.cost(ref, usage);
    this.tokens += usage.input + usage.output;
    this.microUsd += cost ?? 0;
    return {
      input_tokens: usage.input,
      output_tokens: usage.output,
      ...(cost !== null && { cost_micro_usd: cost }),
    };
  }
}

/** A limit that the agent's definition sets is reached; another attempt would reach it at once. */
export function overBudget(message: string): AgentFailure {
  return new AgentFailure(TaskErrorCode.BudgetExceeded, message, { errorClass: ErrorClass.BudgetExceeded });
}

function shown(microUsd: number): string {
  return (microUsd / MICRO).toFixed(6);
}
