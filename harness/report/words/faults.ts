/** Words for the reasons why a fault proves nothing. */
import type { FaultPhrase } from "../../check/effectiveness.ts";
import type { Moved } from "../../check/motion.ts";
import { kinds } from "../../history/kinds/mod.ts";
import { duration, many } from "./amounts.ts";
import { clauseIn, type Words } from "./words.ts";

export const faults: Words<FaultPhrase> = {
  "said-ineffective": ({ why }) => why,
  "pass-never-came": ({ why }) => why,
  "touched-nothing": ({ afterLoadMs }) => `touched nothing${late(afterLoadMs)}`,
  "no-begin": () => "has no begin",
  "no-end": () => "has no end",
  "touched-unknown": () => "does not say what it touched",
  "nothing-under-way": ({ afterLoadMs }) => `met no operation under way${late(afterLoadMs)}`,
  "nothing-held-up": ({ graceMs, afterLoadMs }) =>
    `held up no operation: all that was under way had ended within ${graceMs} ms${
      late(afterLoadMs)
    }`,
  "moved-nevertheless": ({ role, fault, movements }) =>
    `${standstill(role, fault)}: ${movements.map(moved).join(", and ")}; something else does ` +
    "its work (a wrapper's child, a container, a second process)",
};

/** The words of these phrases are whole clauses. All other words follow the name of the fault. */
const clauses: readonly FaultPhrase["code"][] = [
  "said-ineffective",
  "pass-never-came",
  "moved-nevertheless",
];

/** `kill-relay touched nothing`, `crash points on relay: it had done nothing`. */
export function ofFault(fault: string, target: string, why: FaultPhrase): string {
  const what = fault.includes(target) ? fault : `${fault} on ${target}`;
  return `${what}${clauses.includes(why.code) ? ":" : ""} ${clauseIn(faults, why)}`;
}

const late = (ms: number | null): string =>
  ms === null ? "" : ` (it began ${duration(ms)} after the end of the load)`;

function standstill(role: string, fault: string): string {
  if (/^(kill|crash)\b/.test(fault)) return `${role} was not down while it was killed`;
  if (/^pause\b/.test(fault)) return `${role} did not stand still while it was paused`;
  return `${role} did not stand still during ${fault}`;
}

function moved({ kind, target, count, firstMs, lastMs, firstOp }: Moved): string {
  const what = happened(kind, target, count);
  if (count === 1) return `${what} at ${duration(firstMs)}, of op ${firstOp}`;
  if (firstMs === lastMs) return `${what} at ${duration(firstMs)}, the first of op ${firstOp}`;
  return `${what} between ${duration(firstMs)} and ${duration(lastMs)}, the first of op ${firstOp}`;
}

function happened(kind: string, target: string | null, count: number): string {
  const { counted } = kinds.find(({ name }) => name === kind) ?? {};
  const { noun, rest } = counted ?? { noun: `${kind} event`, rest: "" };
  return `${many(count, noun)}${rest}${target === null ? "" : ` in ${target}`}`;
}
