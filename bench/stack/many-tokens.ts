import type { BenchStack } from './stack';

const PASSWORD = 'harbour-lantern-thistle';

/** Access tokens of so many people, who are made when they are not there yet. */
export async function manyTokens(stack: BenchStack, people: number): Promise<string[]> {
  const tokens: string[] = [];
  for (let no = 0; no < people; no += 1) tokens.push(await tokenOf(stack, `person-${no}@bench.localhost`));
  return tokens;
}

async function tokenOf(stack: BenchStack, email: string): Promise<string> {
  const [known] = await stack.sql('SELECT user_id FROM users WHERE email_key = $1', email);
  if (known === undefined) await stack.call('POST', '/users', { email, password: PASSWORD, role: 'user' });
  return stack.token({ email, password: PASSWORD });
}
