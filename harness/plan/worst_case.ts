/** A variant's worst case: as option values, and as a command line. */
import type { Strike, WorstCase } from "../contract/worst_case.ts";
import { isCalled } from "../contract/capability.ts";
import { faultsIn } from "../faults/catalogue.ts";
import type { Fault, Lab } from "../contract/lab.ts";
import type { RunWords } from "./run_words.ts";

/** The options as if a user had typed them. */
export function worstCaseOf(lab: Lab, variant: string): RunWords {
  const { worstCase } = lab.variants[variant];
  const { users, rate, durationMs, inFlight, choices, hold, fail, crash = [] } = worstCase;
  const faults = faultsIn(lab, variant);
  return {
    ...(users !== undefined && { users }),
    ...(rate !== undefined && { rate }),
    ...(durationMs !== undefined && { duration: durationMs }),
    ...(inFlight !== undefined && { inFlight }),
    ...(choices !== undefined && { choices }),
    ...(hold !== undefined && { hold: [...hold] }),
    ...(fail !== undefined && { fail: [...fail] }),
    ...(crash.length > 0 && {
      crash: crash.map((one) =>
        typeof one === "string" ? one : `${one.point} during ${nameOf(one.during, faults)}`
      ),
    }),
    ...chaosOf(worstCase, faults),
  };
}

function chaosOf({ chaos = [], atMs, forMs }: WorstCase, faults: readonly Fault[]): RunWords {
  if (chaos.length === 0) return {};
  return {
    chaos: chaos.map((one) => strikeWords(one, faults)).join(),
    ...(atMs !== undefined && { at: atMs }),
    ...(forMs !== undefined && { for: forMs }),
  };
}

function strikeWords(strike: Strike, faults: readonly Fault[]): string {
  const { aim, at } = strike;
  return nameOf(strike, faults) + (aim === undefined ? "" : `:${aim}`) +
    (at === undefined ? "" : ` at ${at}`);
}

/** Options of `asynclab run`: `--crash relay:after-mark@1 --chaos kill-broker`. */
export function worstCaseWords(lab: Lab, variant: string): string {
  const worst = worstCaseOf(lab, variant);
  const { users, rate, duration, inFlight, hold, fail, crash, chaos } = worst;
  const words = (option: string, value: unknown, unit = "") =>
    value === undefined ? [] : [value].flat().map((one) => `--${option} ${one}${unit}`);
  return [
    ...Object.entries(worst.choices ?? {}).flatMap(([name, word]) => words(name, word)),
    ...words("users", users),
    ...words("rate", rate),
    ...words("duration", duration, "ms"),
    ...words("in-flight", inFlight),
    ...words("hold", hold),
    ...words("fail", fail),
    ...words("crash", crash),
    ...words("chaos", chaos),
    ...words("at", worst.at, "ms"),
    ...words("for", worst.for, "ms"),
  ].join(" ");
}

/** @throws Error where the verb strikes no such thing in this variant */
export function nameOf({ verb, thing }: Strike, faults: readonly Fault[]): string {
  const meant = faults.filter((fault) =>
    fault.verb === verb.name && (thing === undefined || isCalled(fault.thing, thing))
  );
  // `thing` may be the name of one thing and an alias of others: the thing with this name wins.
  const [found] = meant.toSorted((a, b) => own(b, thing) - own(a, thing));
  if (found === undefined) throw new Error(`it has no ${thing ?? "thing"} to ${verb.name}`);
  return found.name;
}

const own = ({ thing: { name } }: Fault, word: string | undefined): number => Number(name === word);
