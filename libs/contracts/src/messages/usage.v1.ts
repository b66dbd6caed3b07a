/** What models were asked and paid for. Absent parts are none, an absent cost is unknown. */
export interface UsageV1 {
  readonly input_tokens?: number;
  readonly output_tokens?: number;
  /** Millionths of a US dollar. */
  readonly cost_micro_usd?: number;
}
