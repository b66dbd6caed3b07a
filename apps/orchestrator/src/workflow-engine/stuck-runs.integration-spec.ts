import { until } from '@cadre/testing';
import { say, WorkflowFixture } from '../testing/workflow-fixture';

let fixture: WorkflowFixture;
beforeEach(async () => {
  fixture = await WorkflowFixture.start();
});
afterEach(() => fixture.close());

/** As a bug would: whatever is written about a step of this name fails. */
async function plantBug(node: string): Promise<void> {
  await fixture.engine.sql(
    `CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN PERFORM nextval('tried'); RAISE EXCEPTION 'planted'; END $$`,
  );
  await fixture.engine.sql('CREATE SEQUENCE tried');
  await fixture.engine.sql(
    `CREATE TRIGGER planted BEFORE INSERT ON workflow_steps FOR EACH ROW WHEN (NEW.node = '${node}') EXECUTE FUNCTION planted()`,
  );
}

it('leaves a run alone whose fold fails, holds up no other, and goes on when it can', async () => {
  await plantBug('broken');
  const stuck = await fixture.begin({ steps: [say('broken')] });
  const times = async () => {
    const [row] = await fixture.engine.sql<{ tried: number }>('SELECT last_value::int AS tried FROM tried');
    return row?.tried ?? 0;
  };
  await until(async () => (await times()) > 0);
  const other = await fixture.begin({ steps: [say('a'), say('b'), say('c')] });
  await fixture.ended(other, 'completed', 60_000);
  expect(await fixture.read(stuck)).toMatchObject({ status: 'running', steps: [] });
  await fixture.engine.sql('DROP TRIGGER planted ON workflow_steps');
  await fixture.ended(stuck, 'completed', 60_000);
}, 120_000);
