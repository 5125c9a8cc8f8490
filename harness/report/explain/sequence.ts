/** The explanation as a sequence diagram: who did what to whom, in the order of time. */
import type { Clause, Explanation } from "./clause.ts";
import { sentence } from "./words.ts";

/** One line of the diagram: an arrow between two lanes, or a mark on one. */
export interface Step {
  readonly atMs: number | null;
  readonly from: string;
  /** The same as `from` for a mark. */
  readonly to: string;
  /** `end`: a process ended there; `fault`: it was struck there; `absent`: it did not happen. */
  readonly mark: "arrow" | "note" | "end" | "fault" | "absent";
  readonly label: string;
  readonly isProof: boolean;
}

export interface Sequence {
  /** From left to right: the caller, the source, senders, the broker, receivers, targets. */
  readonly lanes: readonly string[];
  readonly steps: readonly Step[];
}

const [caller, source, broker] = ["caller", "source", "broker"];

export function sequenceOf({ clauses, unwritten }: Explanation): Sequence {
  const places = placesIn(clauses, !unwritten.includes("stored"));
  const steps = clauses.flatMap((clause): Step[] => {
    const way = wayOf(clause, places);
    if (way === null) return [];
    const { atMs, isProof } = clause;
    return [{ ...way, atMs, isProof, label: sentence(clause).replace(/\.$/, "") }];
  });
  const used = new Set(steps.flatMap(({ from, to }) => [from, to]));
  return { lanes: places.lanes.filter((lane) => used.has(lane)), steps };
}

interface Places {
  readonly lanes: readonly string[];
  readonly hasBroker: boolean;
  readonly targets: readonly string[];
  /** Who applies: the last receiver before this time; the source where nobody says. */
  readonly receiverAt: (ms: number | null) => string;
}

/** @param hasBroker whether the history has messages that a broker stored */
function placesIn(clauses: readonly Clause[], hasBroker: boolean): Places {
  const facts = clauses.map(({ fact }) => fact);
  const senders = facts.flatMap((fact) =>
    fact.code === "sent" || fact.code === "other-sent" ? [fact.role] : []
  );
  const delivers = clauses.flatMap(({ fact, atMs }) =>
    fact.code === "delivered" ? [{ role: fact.role, atMs }] : []
  );
  const others = facts.flatMap((fact) => {
    if (fact.code === "ended" || fact.code === "back" || fact.code === "halted") return [fact.role];
    return fact.code === "position" ? [fact.reader] : [];
  });
  const targets = facts.flatMap((fact) => {
    if (fact.code === "applied" || fact.code === "other-applied") return [fact.target];
    return fact.code === "not-applied" ? fact.targets : [];
  });
  const receivers = delivers.map(({ role }) => role);
  const all = [caller, source, ...senders, broker, ...receivers, ...others];
  const isLane = (role: string) => !targets.includes(role);
  const named = [...new Set(targets)].map(tableOf);
  return {
    lanes: [...new Set([...all.filter((lane) => isLane(lane) || all.includes(lane)), ...named])],
    hasBroker,
    targets: named,
    receiverAt: (ms) =>
      delivers.findLast(({ atMs }) => atMs !== null && ms !== null && atMs <= ms)?.role ??
        delivers[0]?.role ?? (hasBroker ? broker : source),
  };
}

/** A target's table has the name of its role, so that the table's lane says what it is. */
const tableOf = (target: string): string => `${target} DB`;

type Way = Pick<Step, "from" | "to" | "mark">;
const at = (lane: string, mark: Step["mark"] = "note"): Way => ({ from: lane, to: lane, mark });
const arrow = (from: string, to: string): Way => ({ from, to, mark: "arrow" });

function wayOf({ fact, atMs }: Clause, places: Places): Way | null {
  const { hasBroker, targets, lanes, receiverAt } = places;
  const receiving = hasBroker ? broker : targets[0] ?? source;
  switch (fact.code) {
    case "called":
      return arrow(caller, source);
    case "answered":
      return arrow(source, caller);
    case "not-called":
      return at(caller);
    case "sent":
    case "other-sent":
      return arrow(fact.role, receiving === fact.role ? source : receiving);
    case "stored":
    case "other-stored":
      return at(broker);
    case "delivered":
      return arrow(hasBroker ? broker : source, fact.role);
    case "applied":
    case "other-applied":
      return arrow(receiverAt(atMs), tableOf(fact.target));
    case "ended":
      return at(fact.role, "end");
    case "back":
    case "halted":
      return at(fact.role);
    case "position":
      return at(fact.reader);
    case "fault":
      return at(laneStruck(fact.target, lanes), "fault");
    case "not-applied":
      return at(targets[0] ?? source, "absent");
    case "not-stored":
      return at(hasBroker ? broker : source, "absent");
    case "not-committed":
    case "not-sent":
    case "not-marked":
    case "not-delivered":
    case "not-delivered-again":
      return at(source, "absent");
    case "changes-applied":
    case "value":
    case "day-totals":
      return at(targets[0] ?? source);
    case "drained":
      return null;
    default:
      return at(source);
  }
}

/** The lane of what a fault struck: `relay:after-mark`, `worker#1:before-apply`, `broker`. */
function laneStruck(target: string, lanes: readonly string[]): string {
  const [role] = target.split(":");
  const plain = role.replace(/#1$/, "");
  return lanes.find((lane) => lane === role || lane === plain) ?? source;
}
