/** The faults that `--chaos` names: each one must exist in this variant. */
import { briefSpread } from "./brief.ts";
import { wrongUsage } from "../errors.ts";
import { faultCalled, faultsInAny, wordsFor } from "../faults/catalogue.ts";
import { type FaultSpec, faultText } from "../faults/fault_spec.ts";
import { verbs } from "../faults/mod.ts";
import type { PointSpec } from "../faults/failpoint_spec.ts";
import type { Episode } from "../faults/episode.ts";
import { schedule } from "./schedule.ts";
import { editionsOf, type Fault, type Lab, titleOf } from "../contract/lab.ts";
import type { ChaosOptions } from "./plan.ts";
import { faultsOf, isWorstCase, type RunWords } from "./run_words.ts";
import { known } from "./known.ts";

/** A requested fault, under its proper name. */
export interface Strike extends FaultSpec {
  readonly fault: Fault;
  /** The fault as it was typed: an alias may mean another length. */
  readonly typed: FaultSpec;
}

/**
 * @param labs searched for a fault that this lab does not have, to say what the fault needs
 * @throws Refusal (64) with the first fault that no lab has, or that this variant does not have
 */
export function specsOf(
  words: RunWords,
  lab: Lab,
  faults: readonly Fault[],
  labs: readonly Lab[],
): Strike[] {
  if (words.chaos === undefined) {
    if (words.at ?? words.for ?? words.times) {
      throw wrongUsage("--at, --for and --times need a fault; say --chaos FAULT");
    }
    return [];
  }
  return faultsOf(words).map((spec) => {
    if (isWorstCase(spec.name)) {
      throw wrongUsage(
        `'${spec.name}' stands for the faults that the variant names, and takes no aim and no 'at'`,
      );
    }
    const fault = faultCalled(faults, spec.name) ?? notHere(lab, spec.name, faults, labs);
    return { ...spec, name: fault.name, fault, typed: spec };
  });
}

/** Refuses the name. If another lab, variant or broker has this fault, says what this lab lacks for it. */
function notHere(
  lab: Lab,
  name: string,
  faults: readonly Fault[],
  labs: readonly Lab[],
): never {
  const others = faults.map((fault) => fault.name).join(", ");
  const elsewhere = labs.flatMap(editionsOf).map((edition) =>
    faultCalled(faultsInAny(edition), name)
  )
    .find((fault) => fault !== undefined);
  if (elsewhere === undefined) {
    known("fault", name, [...wordsFor(faults), "worst-case"]);
    throw new Error(`${name} is a known fault that no lab has`);
  }
  const why = lackOf(elsewhere, lab);
  throw wrongUsage(`${name} cannot be done in ${titleOf(lab)}: ${why}. It can have ${others}.`);
}

/** The thing or capability that a fault of another lab needs and this lab lacks. */
function lackOf({ thing, verb }: Fault, { services, roles }: Lab): string {
  const kinds = Object.values(roles).flatMap(({ kind }) => kind ?? []);
  const things = [...new Set([...Object.keys(services), ...kinds, ...Object.keys(roles)])];
  const { without } = verbs.find(({ name }) => name === verb)!.needs;
  return things.includes(thing.name)
    ? `its ${thing.name} has no ${without}`
    : `it has no ${without === "processes" ? thing.name : without}`;
}

export const withProperName = (spec: PointSpec, faults: readonly Fault[]): PointSpec =>
  spec.during === null
    ? spec
    : { ...spec, during: faultCalled(faults, spec.during)?.name ?? spec.during };

export const askedOf = (
  { at: atMs, for: forMs, times }: RunWords,
  specs: readonly Strike[],
): ChaosOptions => ({
  chaos: specs.map(({ typed }) => faultText(typed)).join(","),
  ...(atMs !== undefined && { atMs }),
  ...(forMs !== undefined && { forMs }),
  ...(times !== undefined && { times }),
});

export function episodesOf(
  words: RunWords,
  specs: readonly Strike[],
  seed: number,
  durationMs: number,
): Episode[] {
  if (specs.length === 0) return [];
  checkTimes(words, specs, durationMs);
  const request = specs.map(({ fault, name, aim, pass }) => ({
    name,
    aim,
    pass,
    lastsMs: words.brief ? fault.leastMs : fault.lastsMs,
  }));
  const { at: atMs, for: forMs, times } = words;
  const spread = words.brief ? briefSpread : undefined;
  return schedule({ seed, faults: request, durationMs, atMs, forMs, times, spread });
}

function checkTimes({ at, times = 1 }: RunWords, specs: readonly FaultSpec[], durationMs: number) {
  if (at !== undefined && at >= durationMs) {
    throw wrongUsage(
      `--at ${at}ms is after the load's end at ${
        Math.round(durationMs)
      }ms; nothing would be in progress`,
    );
  }
  const atPass = specs.filter(({ pass }) => pass !== undefined);
  if (at !== undefined && atPass.length === specs.length) {
    throw wrongUsage(
      `--at ${at}ms says when faults begin, and '${faultText(specs[0])}' says it too; ` +
        "leave one of them out",
    );
  }
  if (times > 1 && atPass.length > 0) {
    throw wrongUsage(
      `--times cannot be ${times}: '${faultText(atPass[0])}' begins at one pass, and strikes once`,
    );
  }
}
