/** The cases of a matrix: a pure function of the labs' promises. */
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { editionsOf, type Lab } from "../contract/lab.ts";
import { exceptionsOf, survivedBy } from "../plan/claims.ts";
import { faultsIn, namesOf } from "../faults/catalogue.ts";
import { strikeOn } from "../plan/strike.ts";
import { worstCaseWords } from "../plan/worst_case.ts";
import type { Case, Matrix } from "./result.ts";

/** A lab to check, or one variant of it. */
export interface Target {
  /** The first edition of the lab. */
  readonly lab: Lab;
  readonly variant: string | null;
}

export interface MatrixRequest {
  readonly matrix: Matrix;
  readonly targets: readonly Target[];
  /** Only these faults; `worst-case` stands for the worst case of each variant. @default all */
  readonly faults: readonly string[] | null;
  /** Only these brokers: labs without a broker are left out. @default all */
  readonly brokers: readonly string[] | null;
  readonly seeds: number;
  readonly firstSeed: number;
  /**
   * Roles that a foreign program plays. With such a role twins are left out, because their mistake
   * would not run, and a lab for which no variant is named has only its first variant.
   */
  readonly foreign: readonly string[];
}

/**
 * Names the worst case of a variant: for a twin the faults that show its mistake, for a sound
 * variant the hardest faults that it survives.
 */
export const worstCase = "worst-case";

/** Lists the cases seed by seed, so that a check that ends early has tried all cases equally often. */
export function casesOf(request: MatrixRequest): Case[] {
  const { seeds, firstSeed } = request;
  return Array.from({ length: seeds }, (_, i) => firstSeed + i)
    .flatMap((seed) =>
      spread(request.targets.flatMap((target) => casesOfTarget(request, target, seed)))
    );
}

function casesOfTarget(request: MatrixRequest, { lab, variant }: Target, seed: number): Case[] {
  const brokers = request.brokers;
  const editions = editionsOf(lab).filter(({ broker }) =>
    brokers === null || (broker !== undefined && brokers.includes(broker))
  );
  return editions.flatMap((edition, place) => {
    const before = editions.slice(0, place);
    const names = Object.keys(edition.variants).filter((name) =>
      variant === null ? isWanted(request, edition, name) : name === variant
    );
    return names.flatMap((name) => casesOfVariant(request, { edition, before }, name, seed));
  });
}

/** With a foreign program and no named variant, only the first variant is used. */
const isWanted = ({ foreign }: MatrixRequest, lab: Lab, name: string): boolean =>
  foreign.length === 0 || name === Object.keys(lab.variants)[0];

/** An edition of a lab, and its earlier editions among the requested brokers. */
interface Place {
  readonly edition: Lab;
  readonly before: readonly Lab[];
}

function casesOfVariant(
  request: MatrixRequest,
  place: Place,
  variant: string,
  seed: number,
): Case[] {
  const lab = place.edition;
  const breaks = lab.variants[variant].breaks?.name ?? null;
  if (breaks !== null && request.foreign.length > 0) return [];
  const chaos = breaks === null
    ? chaosOfSound(request, place, variant, seed)
    : chaosOfTwin(request, place, variant);
  const about = { lab: lab.name, variant, broker: lab.broker ?? null, seed };
  const expected = breaks === null ? "kept" : "broken";
  return [
    ...chaos.map((words): Case => ({ ...about, chaos: words, expected, breaks })),
    ...exceptionsTried(request, lab, variant, seed).map(([fault, excepts]): Case => ({
      ...about,
      ...{ chaos: fault, expected: null, breaks: null, excepts },
    })),
  ].filter(({ chaos }) => isAsked(request, lab, variant, chaos));
}

/** Each fault that is an exception of a sound variant, with the promises that have this exception. */
function exceptionsTried(
  { matrix, foreign, firstSeed }: MatrixRequest,
  lab: Lab,
  variant: string,
  seed: number,
): [fault: string, promises: string[]][] {
  if (matrix !== "full" || foreign.length > 0 || seed !== firstSeed) return [];
  const byFault = Map.groupBy(exceptionsOf(lab, variant), ({ fault }) => fault);
  return [...byFault].map(([fault, all]) => [fault, all.map(({ promise }) => promise)]);
}

/**
 * True where `--faults` selects the case: it names each fault of the case, also by an alias. A case
 * of a pair is selected only if both its faults are.
 */
function isAsked(
  { faults: asked }: MatrixRequest,
  lab: Lab,
  variant: string,
  words: string,
): boolean {
  if (asked === null) return true;
  const faults = faultsIn(lab, variant);
  return words.split(",").every((word) => {
    const [name] = word.split(":");
    const fault = faults.find((fault) => fault.name === name);
    return (fault === undefined ? [name] : namesOf(fault)).some((one) => asked.includes(one));
  });
}

/** True where this case has the fault of this name or alias. */
export function isUnder({ chaos, variant }: Case, lab: Lab, fault: string): boolean {
  const faults = faultsIn(lab, variant);
  return chaos.split(",").map((word) => word.split(":")[0]).some((name) =>
    name === fault ||
    faults.some((one) => one.name === name && namesOf(one).includes(fault))
  );
}

function chaosOfSound(
  { matrix, faults, foreign }: MatrixRequest,
  { edition: lab, before }: Place,
  name: string,
  seed: number,
): string[] {
  const survives = survivedBy(lab, name).filter((fault) =>
    faults !== null || isEverywhere(lab, name, fault)
  );
  if (matrix === "pairs") return pairsOf(survives, `${lab.broker} ${name}`, seed);
  const strikes = foreign.flatMap((role) => manyStrikesOn(lab, name, role));
  if (matrix !== "quick" || faults !== null) return [worstCase, ...strikes, ...survives];
  if (before.length > 0) return name === firstSound(lab) ? [worstCase] : [];
  return [worstCase, ...strikes, ...oneMore(lab, name, seed)];
}

/** Every machine can have this fault. */
const isEverywhere = (lab: Lab, variant: string, name: string): boolean =>
  faultsIn(lab, variant).find((fault) => fault.name === name)?.requires === undefined;

/**
 * A program without failpoints is killed at random moments. This many strikes are likely to include
 * a bad moment.
 */
const strikeCount = 5;

function manyStrikesOn(lab: Lab, name: string, role: string): string[] {
  const survives = survivedBy(lab, name);
  const faults = faultsIn(lab, name).filter((fault) => survives.includes(fault.name));
  const strike = strikeOn(lab, role, faults);
  return strike === null ? [] : [Array.from({ length: strikeCount }, () => strike).join()];
}

/**
 * A twin shows its mistake by its worst case. On a further broker, `quick` has only twins that no
 * earlier broker has.
 */
function chaosOfTwin({ matrix }: MatrixRequest, { before }: Place, name: string): string[] {
  if (matrix === "pairs") return [];
  const isNew = before.every(({ variants }) => !(name in variants));
  return matrix !== "quick" || isNew ? [worstCase] : [];
}

const firstSound = ({ variants }: Lab): string | undefined =>
  Object.keys(variants).find((name) => variants[name].breaks === undefined);

/** One fault in addition to the worst case, drawn from the seed. */
function oneMore(lab: Lab, name: string, seed: number): string[] {
  const worst = worstCaseWords(lab, name);
  const others = survivedBy(lab, name).filter((fault) =>
    !worst.includes(fault) && isEverywhere(lab, name, fault)
  );
  if (others.length === 0) return [];
  return [
    others[uniformInt(random(`${lab.name} ${lab.broker} ${name}`, seed), 0, others.length - 1)],
  ];
}

/** Number of pairs for each variant, for one seed. */
const pairs = 6;

/** Pairs of faults that the variant survives. Every third pair strikes twice. */
function pairsOf(survives: readonly string[], name: string, seed: number): string[] {
  if (survives.length < 2) return [];
  const draw = random(name, seed);
  return Array.from({ length: pairs }, (_, i) => {
    const first = uniformInt(draw, 0, survives.length - 1);
    const second = (first + uniformInt(draw, 1, survives.length - 1)) % survives.length;
    const pair = [survives[first], survives[second]];
    return (i % 3 === 2 ? [...pair, ...pair] : pair).join();
  });
}

/** Each name has its own random stream. */
function random(name: string, seed: number) {
  let hash = seed | 0;
  for (const unit of name) hash = Math.imul(hash ^ unit.codePointAt(0)!, 0x01000193);
  return xoroshiro128plus(hash);
}

/**
 * Spreads the cases of each broker evenly over the list, and keeps their order: while one broker is
 * in use, a worker finds cases of another broker next in the list.
 */
function spread(cases: readonly Case[]): Case[] {
  const groups = Map.groupBy(cases, ({ broker }) => broker);
  return [...groups.values()]
    .flatMap((group) => group.map((one, i) => ({ one, at: (i + 0.5) / group.length })))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}
