/** A variant's worst case as the command line says it. */
import type { Strike, WorstCase } from "./contract/worst_case.ts";
import { isCalled } from "./contract/capability.ts";
import { faultsIn } from "./faults/catalogue.ts";
import type { Fault, Lab } from "./lab.ts";

/** Options of `asynclab run`: `--crash relay:after-mark@1 --chaos kill-broker`. */
export function worstCaseWords(lab: Lab, variant: string): string {
  const { worstCase } = lab.variants[variant];
  const faults = faultsIn(lab, variant);
  return [
    ...loadWords(worstCase),
    ...pointWords("hold", worstCase.hold),
    ...pointWords("fail", worstCase.fail),
    ...(worstCase.crash ?? []).map((one) =>
      typeof one === "string"
        ? `--crash ${one}`
        : `--crash ${one.point} during ${nameOf(one.during, faults)}`
    ),
    ...chaosWords(worstCase, faults),
  ].join(" ");
}

const pointWords = (option: string, points: readonly string[] = []): string[] =>
  points.map((point) => `--${option} ${point}`);

function loadWords({ users, rate, durationMs, inFlight }: WorstCase): string[] {
  return [
    ...(users === undefined ? [] : [`--users ${users}`]),
    ...(rate === undefined ? [] : [`--rate ${rate}`]),
    ...(durationMs === undefined ? [] : [`--duration ${durationMs}ms`]),
    ...(inFlight === undefined ? [] : [`--in-flight ${inFlight}`]),
  ];
}

function chaosWords({ chaos = [], atMs, forMs }: WorstCase, faults: readonly Fault[]): string[] {
  if (chaos.length === 0) return [];
  return [
    `--chaos ${chaos.map((one) => strikeWords(one, faults)).join()}`,
    ...(atMs === undefined ? [] : [`--at ${atMs}ms`]),
    ...(forMs === undefined ? [] : [`--for ${forMs}ms`]),
  ];
}

function strikeWords(strike: Strike, faults: readonly Fault[]): string {
  const { aim, at } = strike;
  return nameOf(strike, faults) + (aim === undefined ? "" : `:${aim}`) +
    (at === undefined ? "" : ` at ${at}`);
}

/** @throws Error where the verb strikes no such thing in this variant, or several of which none is named */
export function nameOf({ verb, thing }: Strike, faults: readonly Fault[]): string {
  const meant = faults.filter((fault) =>
    fault.verb === verb.name && (thing === undefined || isCalled(fault.thing, thing))
  );
  // A part and a role of it are both called so: the whole is what its own name says.
  const [found] = meant.toSorted((a, b) => own(b, thing) - own(a, thing));
  if (found === undefined) throw new Error(`it has no ${thing ?? "thing"} to ${verb.name}`);
  return found.name;
}

const own = ({ thing: { name } }: Fault, word: string | undefined): number => Number(name === word);
