import { Shown, ShownId, ShownTime } from '../http/shown';

/** Tokens of models. */
export class UsageTokens {
  @Shown({ type: 'integer' })
  input!: number;

  @Shown({ type: 'integer' })
  output!: number;
}

/** Millionths of a US dollar. */
export class UsageCost {
  @Shown({ type: 'integer', nullable: true, description: 'Null when no attempt ran on a model with a known price' })
  micro_usd!: number | null;

  @Shown({ type: 'integer', description: 'Attempts on models without a known price; they are not part of the sum' })
  unpriced_attempts!: number;
}

export class UsageSum {
  @Shown({ type: 'integer', description: 'Attempts that used a model' })
  attempts!: number;

  @Shown({ type: UsageTokens })
  tokens!: UsageTokens;

  @Shown({ type: UsageCost })
  cost!: UsageCost;
}

/** One group; a field by which it was not grouped is null. */
export class UsageItem extends UsageSum {
  @Shown({ type: 'string', nullable: true })
  agent_id!: string | null;

  @ShownId({ nullable: true })
  user_id!: string | null;

  @Shown({ type: 'string', nullable: true })
  user_email!: string | null;

  @Shown({ type: 'string', nullable: true })
  tenant!: string | null;

  @Shown({ type: 'string', format: 'date', nullable: true, description: 'Of UTC' })
  day!: string | null;
}

/** GET /usage */
export class UsageAnswer {
  @Shown({ type: [UsageItem] })
  usage!: UsageItem[];

  @Shown({ type: 'integer', description: 'How many groups there are' })
  total!: number;

  @Shown({ type: UsageSum, description: 'Of all groups, shown or not' })
  sum!: UsageSum;

  @ShownTime()
  since!: Date;

  @ShownTime()
  until!: Date;
}
