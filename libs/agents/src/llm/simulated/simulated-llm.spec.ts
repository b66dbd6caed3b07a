import * as fc from 'fast-check';
import { compileOutputSchema } from '../../schema/compile-agent-schema';
import type { JsonSchema } from '../../schema/json-value';
import { cancelRequested } from '../../execution/abort-reasons';
import { aDefinition, aTask, RecordingContext } from '../../testing/recording-context';
import { createSimulatedLlm } from './simulated-llm';

jest.setTimeout(30_000);

const OUTPUT: JsonSchema = {
  type: 'object',
  required: ['title', 'content'],
  properties: {
    title: { type: 'string', maxLength: 60 },
    content: { type: 'string' },
    word_count: { type: 'integer' },
  },
};
const definition = aDefinition({ agent_id: 'copywriter', team: 'marketing', executor: 'llm', output: OUTPUT });

describe('the simulated provider', () => {
  const run = (
    parameters: unknown,
    options: Partial<Parameters<typeof createSimulatedLlm>[0]> = {},
    context = new RecordingContext(),
    attempt = 1,
  ) =>
    createSimulatedLlm({ latencyMs: 0, ...options }).execute(
      aTask(parameters, { definition, attempt }),
      context,
    ) as Promise<Record<string, unknown>>;

  it('answers the same to the same question, and says that it is simulated', async () => {
    const first = await run({ topic: 'green tea', word_count: 600 });
    expect(first).toEqual(await run({ topic: 'green tea', word_count: 600 }));
    expect(first).not.toEqual(await run({ topic: 'black tea', word_count: 600 }));
    expect(first['simulated']).toBe(true);
  });

  it('writes about the subject, at about the length that was asked for', async () => {
    const { title, content, word_count } = await run({ topic: 'green tea', word_count: 1500 });
    expect(String(title).toLowerCase()).toContain('green tea');
    expect(String(content)).toContain('green tea');
    expect(Number(word_count)).toBeGreaterThan(1350);
    expect(Number(word_count)).toBeLessThan(1650);
  });

  it('takes what the subject contains as text and nothing else', async () => {
    const { title } = await run({ topic: '{subject} $& ${x}' });
    expect(String(title)).toContain('{subject} $& ${x}');
  });

  it('asks nothing when its attempt may make no further call', async () => {
    const context = new RecordingContext();
    context.callsAllowed = 0;
    await expect(run({ topic: 'x' }, {}, context)).rejects.toMatchObject({ code: 'LEASE_LOST' });
    expect(context.usageSeen).toEqual([]);
  });

  it('takes as long as it is told to, and stops when it is told to', async () => {
    const started = performance.now();
    await run({ topic: 'x' }, { latencyMs: 100 });
    expect(performance.now() - started).toBeGreaterThan(80);
    const context = new RecordingContext();
    const running = run({ topic: 'x' }, { latencyMs: 60_000 }, context);
    context.controller.abort(cancelRequested());
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('fails as often as it is told to, each attempt by its own luck', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, (_, attempt) =>
        run({ topic: 'x' }, { failureRate: 0.3 }, new RecordingContext(), attempt).then(
          () => 'ok',
          (error: { errorClass: string }) => error.errorClass,
        ),
      ),
    );
    const failed = outcomes.filter((outcome) => outcome === 'transient').length;
    expect(failed).toBeGreaterThan(35);
    expect(failed).toBeLessThan(85);
    await expect(run({ topic: 'x' }, { failureRate: 1 })).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  });

  it('counts what it used', async () => {
    const context = new RecordingContext();
    await run({ topic: 'x' }, {}, context);
    expect(context.usageSeen).toEqual([
      { input_tokens: expect.any(Number) as number, output_tokens: expect.any(Number) as number, cost_micro_usd: 0 },
    ]);
  });
});

describe('a simulated answer', () => {
  const leaf = fc.oneof(
    fc.record({ type: fc.constant('string'), minLength: fc.nat(50), maxLength: fc.integer({ min: 50, max: 300 }) }),
    fc.record({
      type: fc.constant('integer'),
      minimum: fc.integer({ min: -50, max: 0 }),
      maximum: fc.integer({ min: 0, max: 50 }),
    }),
    fc.constantFrom<object[]>(
      { type: 'boolean' },
      { type: 'null' },
      { type: 'string', format: 'email' },
      { type: 'string', format: 'date-time' },
      { const: 7 },
      { type: ['string', 'null'] },
    ),
    fc.record({
      type: fc.constant('string'),
      enum: fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 4 }),
    }),
  );
  const names = fc.constantFrom(
    'title',
    'content',
    'summary',
    'word_count',
    'severity',
    'items',
    'other',
    'name',
    'id',
  );
  const { schema } = fc.letrec<{ schema: object }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.record({
        type: fc.constant('array'),
        items: tie('schema'),
        minItems: fc.nat(2),
        maxItems: fc.integer({ min: 2, max: 6 }),
      }),
      fc
        .dictionary(names, tie('schema'), { maxKeys: 4, noNullPrototype: true })
        .map((properties) => ({ type: 'object', properties, required: Object.keys(properties) })),
    ),
  }));

  it('counts its words only where the schema takes the number', async () => {
    const count = { type: 'integer', minimum: 0, maximum: 0 };
    const output: JsonSchema = {
      type: 'object',
      properties: { content: { type: 'string', maxLength: 50 }, word_count: count, simulated: { const: true } },
      required: ['content', 'word_count', 'simulated'],
    };
    const task = aTask({ topic: 'x' }, { definition: aDefinition({ team: 'marketing', output }) });
    expect(await createSimulatedLlm({ latencyMs: 0 }).execute(task, new RecordingContext())).toMatchObject({
      word_count: 0,
    });
  });

  it('fits whatever schema asks for it', async () => {
    await fc.assert(
      fc.asyncProperty(
        schema,
        fc.string(),
        fc.constantFrom('marketing', 'testing', 'user-story', 'engineering', 'platform'),
        async (inner, topic, team) => {
          const output: JsonSchema = {
            type: 'object',
            properties: { inner, simulated: { const: true } },
            required: ['inner', 'simulated'],
          };
          const task = aTask({ topic }, { definition: aDefinition({ team, output }) });
          const answer = await createSimulatedLlm({ latencyMs: 0 }).execute(task, new RecordingContext());
          const checked = compileOutputSchema(output).validate(answer);
          expect(checked.ok ? [] : checked.errors).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});
