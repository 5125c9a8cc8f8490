/** The faults of a history; see `naive_judge.ts`. */
import { type Event, nameOf, numberOf } from "./naive_story.ts";

interface Still {
  kinds: string[];
  target?: string;
  fromMs: number;
  toMs: number;
}

export interface Fault {
  id: string;
  name: string;
  begin: number | null;
  end: number | null;
  touched: number | null;
  ineffective: boolean;
  still: Still[] | null;
}

/** Expects at most one begin and one end per id, and no `process` events for kills. */
export function faultsOf(events: Event[]): Fault[] {
  const marks = events.filter(({ kind }) => kind === "fault");
  const ids = [...new Set(marks.map(({ id }) => id))];
  return ids.map((id) => {
    const begin = marks.find((mark) => mark.id === id && mark.phase === "begin");
    const end = marks.find((mark) => mark.id === id && mark.phase === "end");
    return {
      id: String(id),
      name: String((begin ?? end)!.name),
      begin: numberOf(begin?.at),
      end: numberOf(end?.at),
      touched: numberOf(end?.touched),
      ineffective: typeof end?.ineffective === "string" && end.ineffective !== "",
      still: (end?.still ?? null) as Still[] | null,
    };
  });
}

export type Phase = "before" | "during" | "after";

export function phaseOf(faults: Fault[], from: number, to: number): Phase {
  const spans = faults.flatMap(({ begin, end }) =>
    begin === null && end === null ? [] : [{ from: begin ?? end!, to: end ?? Infinity }]
  );
  if (spans.some((span) => from <= span.to && span.from <= to)) return "during";
  return spans.every((span) => to < span.from) ? "before" : "after";
}

/** A role that stands still for longer than half a second holds up operations after that half second. */
export function heldFrom({ still }: Fault, begin: number, end: number): number {
  const waits = (still ?? []).filter(({ fromMs, toMs }) => fromMs + 500 < toMs)
    .map(({ fromMs }) => fromMs + 500);
  const from = Math.max(begin, ...waits);
  return from < end ? from : begin;
}

/** Whether an event that only this role can cause has a time at which no process of the role ran. */
export function hasMoved({ id, still }: Fault, all: Fault[], events: Event[]): boolean {
  return (still ?? []).some(({ kinds, target, fromMs, toMs }) => {
    const ends = all.filter((other) => other.id !== id && other.still === null)
      .filter(({ begin, end }) =>
        (begin ?? end ?? -Infinity) <= toMs && (end ?? Infinity) >= fromMs
      )
      .map(({ end }) => end ?? Infinity);
    const quietMs = Math.max(fromMs, ...ends) + 500;
    return events.some((event) => {
      const at = numberOf(event.at);
      if (at === null || !kinds.includes(event.kind) || at <= quietMs || at >= toMs) return false;
      return event.kind !== "effect" || target === undefined ||
        (nameOf(event.target) ?? target) === target;
    });
  });
}

/** Whether there are halts, each after an effective fault under which a role may halt. */
export function areHaltsHonest(
  events: Event[],
  faults: Fault[],
  effective: Record<string, boolean>,
  haltsUnder: readonly string[],
): boolean {
  const halts = events.filter(({ kind }) => kind === "halted");
  return halts.length > 0 && halts.every((halt) => {
    const at = numberOf(halt.at);
    return at !== null &&
      faults.some(({ id, name, begin }) =>
        haltsUnder.includes(name) && effective[id] && begin! <= at
      );
  });
}
