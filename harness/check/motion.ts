/** What moved while a fault says that nothing could: then the fault had not stopped what it names. */
import type { FaultFact, Movement } from "../history/facts.ts";
import { kinds } from "../history/kinds/mod.ts";
import { many } from "./evidence.ts";
import { duration } from "./units.ts";

/** One clause; null where nothing moved. */
export function motionIn({ name, moved }: FaultFact): string | null {
  if (moved.length === 0) return null;
  const { role } = moved[0];
  const seen = moved.filter((movement) => movement.role === role).map(inWords).join(", and ");
  return `${standstill(role, name)}: ${seen}; something else plays its part ` +
    "(a wrapper's child, a container, a second process)";
}

function standstill(role: string, name: string): string {
  if (/^(kill|crash)\b/.test(name)) return `${role} was not down while it was killed`;
  if (/^pause\b/.test(name)) return `${role} did not stand still while it was paused`;
  return `${role} did not stand still during ${name}`;
}

function inWords({ kind, target, count, firstMs, lastMs, firstOp }: Movement): string {
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
