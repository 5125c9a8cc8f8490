/** The worst case in a run in which the user's own commands may play some roles. */
import { survivedBy } from "./claims.ts";
import { faultText } from "../faults/fault_spec.ts";
import { faultsIn } from "../faults/catalogue.ts";
import type { Lab } from "../contract/lab.ts";
import { strikeOn } from "./strike.ts";
import { worstCaseOf } from "./worst_case.ts";
import {
  asksForWorstCase,
  chaosOf,
  faultsOf,
  type RunWords,
  withoutPassesOf,
  withoutPointsOf,
  withWorst,
} from "./run_words.ts";

/** Replaces `worst-case` by the options of the variant's worst case; `notes` say which of them had to change. */
export function withWorstCase<W extends RunWords>(
  lab: Lab,
  variant: string,
  typed: W,
  commands: Readonly<Record<string, string>>,
): { words: W; notes: string[] } {
  if (!asksForWorstCase(typed)) return { words: typed, notes: [] };
  const worst = worstCaseOf(lab, variant);
  const foreign = Object.keys(commands);
  const { words, left } = withoutPointsOf(foreign, worst);
  const { specs, moved } = withoutPassesOf(foreign, faultsOf(words));
  const { breaks } = lab.variants[variant];
  const all = faultsIn(lab, variant);
  // Under a fault that it does not survive, the variant promises nothing: the run would prove
  // nothing.
  const survived = survivedBy(lab, variant);
  const strikes = breaks === undefined ? all.filter(({ name }) => survived.includes(name)) : all;
  const kills = [
    ...new Set(left.flatMap(({ role }) => strikeOn(lab, role, strikes) ?? [])),
  ].filter((name) => !specs.some((spec) => faultText(spec) === name));
  const chaos = chaosOf([...specs, ...faultsOf({ chaos: kills.join() || undefined })]);
  const notes = [
    ...left.map(({ role, text }) =>
      `${text} is left out: ${role} is a command of yours and has no failpoints` +
      (kills.length > 0 ? `; ${kills.join(", ")} takes its place` : "")
    ),
    ...moved.map((spec) =>
      `${faultText(spec)} begins at a time drawn from the seed: ${spec.pass!.at.role} is a ` +
      "command of yours and has no failpoints"
    ),
  ];
  return { words: { ...typed, ...withWorst(typed, { ...words, chaos }) }, notes };
}
