import { seeded } from '../../faults/harness/seeded';

export const FAMILIES = ['process', 'database', 'broker', 'network'] as const;
export type Family = (typeof FAMILIES)[number];

/** What a plan has to know of a kind of fault. */
export interface Plannable {
  readonly name: string;
  readonly family: Family;
  /** How long it lasts before it is healed: the shortest and the longest. */
  readonly holdMs: readonly [shortest: number, longest: number];
}

export interface PlannedFault<Kind extends Plannable> {
  readonly no: number;
  readonly kind: Kind;
  /** Nothing is broken for so long before it. */
  readonly calmMs: number;
  readonly holdMs: number;
  /** In [0, 1): whom it hits, where there is a choice. */
  readonly dice: number;
}

/** Faults that hold together, one after another where there is only one. */
export type Wave<Kind extends Plannable> = readonly PlannedFault<Kind>[];

export interface PlanOptions<Kind extends Plannable> {
  readonly seed: number;
  readonly count: number;
  readonly kinds: readonly Kind[];
  /** How many faults, each of another family, may hold at once. */
  readonly overlap: number;
  /** Calm windows grow so that calm and faults together take so long. */
  readonly durationMs?: number;
}

const CALM_MS = [500, 1_500] as const;
/** How often a family comes up in one round: what breaks in more ways comes up more often. */
const ROUND: readonly Family[] = ['process', 'database', 'network', 'broker', 'process', 'network', 'broker'];

/**
 * A plan out of a seed. Families take turns, and within a family every kind comes up before one comes up again. Waves never
 * overlap: each begins when everything before it has been healed.
 */
export function planFaults<Kind extends Plannable>(options: PlanOptions<Kind>): Wave<Kind>[] {
  const random = seeded(options.seed);
  const draw = drawer(options.kinds, random);
  const faults = Array.from({ length: options.kinds.length === 0 ? 0 : options.count }, (_, index) => {
    const kind = draw();
    const [calmMs, holdMs] = [between(CALM_MS, random()), between(kind.holdMs, random())];
    return { no: index + 1, kind, calmMs, holdMs, dice: random() };
  });
  const waves = inWaves(faults, options.overlap);
  return options.durationMs === undefined ? waves : stretched(waves, options.durationMs);
}

/** Deals kinds from one shuffled deck per family. */
function drawer<Kind extends Plannable>(kinds: readonly Kind[], random: () => number): () => Kind {
  const ofFamily = (family: Family) => kinds.filter((kind) => kind.family === family);
  // Not more often in a round than it has kinds.
  const round = ROUND.filter(
    (family, index) => ROUND.slice(0, index + 1).filter((each) => each === family).length <= ofFamily(family).length,
  );
  const decks = new Map<Family, Kind[]>();
  let turns: Family[] = [];
  return function draw(): Kind {
    if (turns.length === 0) turns = shuffled(round, random);
    const family = turns.pop() ?? 'process';
    const deck = decks.get(family)?.length ? decks.get(family) : shuffled(ofFamily(family), random);
    decks.set(family, deck ?? []);
    const kind = deck?.pop();
    return kind ?? draw();
  };
}

function inWaves<Kind extends Plannable>(faults: readonly PlannedFault<Kind>[], atOnce: number): Wave<Kind>[] {
  const waves: PlannedFault<Kind>[][] = [];
  for (const fault of faults) {
    const last = waves.at(-1);
    const joins =
      last !== undefined && last.length < atOnce && last.every(({ kind }) => kind.family !== fault.kind.family);
    if (joins) last.push(fault);
    else waves.push([fault]);
  }
  return waves.map((wave) => [...wave].sort(networkFirst));
}

/** A network breaks visibly only while somebody speaks at both of its ends. */
function networkFirst(one: PlannedFault<Plannable>, other: PlannedFault<Plannable>): number {
  return Number(other.kind.family === 'network') - Number(one.kind.family === 'network');
}

function stretched<Kind extends Plannable>(waves: readonly Wave<Kind>[], durationMs: number): Wave<Kind>[] {
  const sum = (of: (fault: PlannedFault<Kind>) => number) =>
    waves.reduce((total, [first]) => total + (first === undefined ? 0 : of(first)), 0);
  const factor = Math.max(
    1,
    (durationMs - sum(({ holdMs }) => holdMs)) /
      Math.max(
        1,
        sum(({ calmMs }) => calmMs),
      ),
  );
  return waves.map((wave) => wave.map((fault) => ({ ...fault, calmMs: Math.round(fault.calmMs * factor) })));
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

function between([low, high]: readonly [number, number], share: number): number {
  return Math.round(low + (high - low) * share);
}
