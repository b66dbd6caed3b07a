import type { DefinitionError } from '../validate/definition-error';
import { stepError, type DraftStep } from './draft-step';
import type { Link } from './link-steps';

export interface OrderedSteps {
  /** Each after its container and after all it waits for, and otherwise as in the document. */
  readonly order: readonly DraftStep[];
  readonly errors: readonly DefinitionError[];
}

/** A step starts, and it is done: what waits in a circle is only seen when the two are told apart. */
interface Moment {
  readonly step: DraftStep;
  readonly isEnd: boolean;
  /** What has to happen before, and the link that says so. */
  readonly after: { readonly moment: Moment; readonly link: Link | null }[];
}

/** Beyond that many circles the first ones have to be mended anyway. */
const MAX_CYCLES = 20;

/** An order in which the steps can start, and every circle in which they wait for each other. */
export function orderSteps(steps: readonly DraftStep[], links: ReadonlyMap<DraftStep, readonly Link[]>): OrderedSteps {
  const ignored = new Set<Link>();
  const errors: DefinitionError[] = [];
  for (;;) {
    const moments = momentsOf(steps, links, ignored);
    const possible = happening(moments);
    const stuck = moments.find((moment) => !possible.has(moment));
    if (stuck === undefined || errors.length === MAX_CYCLES) return { order: inDocumentOrder(steps, links), errors };
    const cycle = cycleFrom(stuck, possible);
    const blamed = blame(cycle);
    errors.push(explain(blamed, cycle));
    ignored.add(blamed);
  }
}

function momentsOf(
  steps: readonly DraftStep[],
  links: ReadonlyMap<DraftStep, readonly Link[]>,
  ignored: ReadonlySet<Link>,
): Moment[] {
  const starts = new Map<DraftStep, Moment>(steps.map((step) => [step, { step, isEnd: false, after: [] }]));
  const ends = new Map<DraftStep, Moment>(steps.map((step) => [step, { step, isEnd: true, after: [] }]));
  const need = (moment: Moment | undefined, before: Moment | undefined, link: Link | null): void => {
    if (moment !== undefined && before !== undefined) moment.after.push({ moment: before, link });
  };
  for (const step of steps) {
    need(ends.get(step), starts.get(step), null);
    if (step.parent !== null) need(starts.get(step), starts.get(step.parent), null);
    for (const child of step.children) need(ends.get(step), ends.get(child), null);
    for (const link of links.get(step) ?? []) {
      // A branch needs its switch to have started, which every step of it needs anyway.
      if (link.reason !== 'branch' && !ignored.has(link)) need(starts.get(step), ends.get(link.target), link);
    }
  }
  return steps.flatMap((step) => [starts.get(step), ends.get(step)]).filter((moment) => moment !== undefined);
}

/** What can happen at all (Kahn's algorithm): everything but what waits in a circle, or for one. */
function happening(moments: readonly Moment[]): Set<Moment> {
  const waiting = new Map(moments.map((moment) => [moment, moment.after.length]));
  const followers = new Map<Moment, Moment[]>();
  for (const moment of moments) {
    for (const { moment: before } of moment.after) {
      const list = followers.get(before);
      if (list === undefined) followers.set(before, [moment]);
      else list.push(moment);
    }
  }
  const done = new Set(moments.filter(({ after }) => after.length === 0));
  for (const moment of done) {
    for (const follower of followers.get(moment) ?? []) {
      const left = (waiting.get(follower) ?? 0) - 1;
      waiting.set(follower, left);
      if (left === 0) done.add(follower);
    }
  }
  return done;
}

/** What a step needs comes right before it, unless it stands before it anyway. */
function inDocumentOrder(
  steps: readonly DraftStep[],
  links: ReadonlyMap<DraftStep, readonly Link[]>,
): readonly DraftStep[] {
  const seen = new Set<DraftStep>();
  const order: DraftStep[] = [];
  const visit = (step: DraftStep): void => {
    if (seen.has(step)) return;
    seen.add(step);
    if (step.parent !== null) visit(step.parent);
    for (const { target } of links.get(step) ?? []) visit(target);
    order.push(step);
  };
  steps.forEach(visit);
  return order;
}

interface Wait {
  readonly from: Moment;
  readonly to: Moment;
  readonly link: Link | null;
}

/** Every stuck moment waits for a stuck one: following them leads into a circle. */
function cycleFrom(stuck: Moment, done: ReadonlySet<Moment>): Wait[] {
  const trail = new Map<Moment, Wait>();
  let at = stuck;
  while (!trail.has(at)) {
    const next = at.after.find(({ moment }) => !done.has(moment));
    if (next === undefined) break;
    trail.set(at, { from: at, to: next.moment, link: next.link });
    at = next.moment;
  }
  const waits = [...trail.values()];
  return waits.slice(waits.findIndex(({ from }) => from === at));
}

/** What its author wrote is to blame rather than what follows from the order, and what points forward most of all. */
function blame(cycle: readonly Wait[]): Link {
  const links = cycle.flatMap(({ link }) => (link === null ? [] : [link]));
  const written = links.filter(({ reason }) => reason !== 'order');
  const blamed = written.find((link) => comesLater(link)) ?? written[0] ?? links[0];
  if (blamed === undefined) throw new TypeError('a circle without a link');
  return blamed;
}

function explain(blamed: Link, cycle: readonly Wait[]): DefinitionError {
  const { writer, target, reason, pointer } = blamed;
  const steps = [...new Set(cycle.map(({ from }) => from.step.names))];
  const circle = [...steps, steps[0]].map((names) => `"${names}"`).join(' waits for ');
  const isByOrder = cycle.some(({ link }) => link?.reason === 'order');
  if (reason === 'reference' || isByOrder) {
    const verb = reason === 'reference' ? 'refers to' : 'depends on';
    return stepError(
      writer,
      'LATER_STEP',
      `"${writer.names}" ${verb} "${target.names}", which comes after it: ${circle}`,
      pointer,
    );
  }
  return stepError(writer, 'CYCLE', `steps wait for each other: ${circle}`, pointer);
}

function comesLater({ writer, target }: Link): boolean {
  return writer.position < target.position;
}
