import type { ToolBox } from '../tools/tool-box';
import type { ProviderGate } from './gate/provider-gate.port';
import type { PriceTable } from './prices/price-table';
import type { ModelSource } from './provider/model-source';

/** What an llm agent needs besides its task. */
export interface LlmParts {
  readonly models: ModelSource;
  readonly gate: ProviderGate;
  readonly prices: PriceTable;
  readonly tools: ToolBox;
}
