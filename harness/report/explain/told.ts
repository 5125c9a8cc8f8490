/** The clauses that tell what happened to the operation, one for each of its events. */
import type { Written } from "../../history/case.ts";
import type { Fact } from "./clause.ts";
import type { Draft } from "./draft.ts";
import { type FaultSpan, type Path, targetOf } from "./path.ts";

const text = (value: unknown): string => String(value ?? "");
const textOrNull = (value: unknown): string | null => value === undefined ? null : text(value);
const numberOrNull = (value: unknown): number | null => typeof value === "number" ? value : null;

/** What happened to it, the faults of that time, and the ends of processes. */
export function told(path: Path): Draft[] {
  return [...ownDrafts(path), ...faultDrafts(path), ...processDrafts(path), ...haltDrafts(path)];
}

function ownDrafts(path: Path): Draft[] {
  const drafts: Draft[] = [];
  for (const [kind, events] of Map.groupBy(path.own, ({ kind }) => kind)) {
    if (kind === "send") drafts.push(...attempts(events, sentOf));
    else if (kind === "deliver") drafts.push(...attempts(events, deliveredOf));
    else if (kind === "applied") drafts.push(...changesOf(path, events));
    else {
      drafts.push(...events.flatMap((event, i) => {
        const fact = factOf(path, event, i);
        return fact === null ? [] : [{ event, fact }];
      }));
    }
  }
  return drafts;
}

function factOf(path: Path, event: Written, index: number): Fact | null {
  switch (event.kind) {
    case "invoke":
      return { code: "called", key: textOrNull(event.key), rollsBack: event.rollback === true };
    case "drop":
      return { code: "not-called" };
    case "ok":
    case "fail":
    case "info":
      return { code: "answered", outcome: event.kind, reason: textOrNull(event.reason) };
    case "commit": {
      const { row } = path;
      const writtenMs = numberOrNull(event.written);
      return {
        code: "committed",
        where: textOrNull(row?.where),
        place: textOrNull(row?.place),
        writtenMs,
      };
    }
    case "stored":
      return { code: "stored", copy: numberOrNull(event.copy) ?? 1 };
    case "marked":
      return { code: "marked", where: text(event.where) };
    case "effect":
      return { code: "applied", target: targetOf(event), nth: nthOf(path, event) };
    case "aside":
      return { code: "set-aside", where: text(event.where), reason: text(event.reason) };
    case "row":
      return index > 0 ? null : rowOf(event);
    case "hazard":
      return { code: "hazard", name: text(event.name), source: textOrNull(event.source) };
    default:
      return null;
  }
}

/** A row that was only written says no more than the commit. */
function rowOf({ where, place, state, owner }: Written): Fact | null {
  if (state === "written" || state === "done") return null;
  const about = { where: text(where), place: text(place), state: text(state) };
  return { code: "row-left", ...about, owner: textOrNull(owner) };
}

const nthOf = (path: Path, event: Written): number =>
  path.all("effect").filter((one) => one.target === event.target).indexOf(event) + 1;

/** The first attempts are told each; the others by their number. */
const mostTold = 3;

function attempts(events: readonly Written[], factOf: FactOfAttempts): Draft[] {
  const shown = events.length > mostTold ? events.slice(0, mostTold - 1) : events;
  const rest = events.slice(shown.length);
  return [
    ...shown.map((event): Draft => ({ event, fact: factOf(event, [event]) })),
    ...rest.slice(0, 1).map((event): Draft => ({ event, fact: factOf(event, rest) })),
  ];
}
type FactOfAttempts = (event: Written, all: readonly Written[]) => Fact;

const sentOf: FactOfAttempts = ({ role, attempt }, { length }) => (
  { code: "sent", role: text(role ?? "a role"), attempt: numberOrNull(attempt) ?? 1, times: length }
);

const deliveredOf: FactOfAttempts = ({ role }, all) => ({
  code: "delivered",
  role: text(role ?? "a role"),
  times: all.length,
  lastMs: all.at(-1)!.at,
});

function changesOf(path: Path, events: readonly Written[]): Draft[] {
  const transactions = [...new Set(events.map(({ txid }) => Number(txid)))].sort((a, b) => a - b);
  const counts = { applied: appliedOf(events), of: numberOrNull(path.first("change")?.of) };
  return [{ event: events[0], fact: { code: "changes-applied", transactions, ...counts } }];
}

/** How many changes were applied: each counts once, however many targets have it. */
export const appliedOf = (events: readonly Written[]): number =>
  new Set(events.map(({ i }) => i)).size;

/** A role that halted explains an operation that is missing. */
const haltDrafts = (path: Path): Draft[] =>
  path.missed.length === 0 ? [] : path.run("halted").slice(0, 1).map((event) => (
    { event, fact: { code: "halted", role: text(event.role), why: text(event.why) } }
  ));

/** How long after its last event something may still concern the operation, in milliseconds. */
const afterMs = 5_000;
const mostFaults = 6;

/** The time in which the operation was on its way. */
function timeOf(path: Path): [fromMs: number, toMs: number] {
  const times = path.own.flatMap(({ at }) => at ?? []);
  return [Math.min(...times), Math.max(...times) + (path.missed.length > 0 ? afterMs : 0)];
}

function faultDrafts(path: Path): Draft[] {
  const [fromMs, toMs] = timeOf(path);
  return path.faults.filter(({ beginMs, endMs, touched }) =>
    touched !== 0 && beginMs <= toMs && (endMs === null || endMs >= fromMs)
  ).slice(0, mostFaults).map((span) => faultDraft(path, span));
}

export function faultDraft({ op }: Path, span: FaultSpan): Draft {
  const { name, target, endMs, ops, event, id } = span;
  return {
    event,
    fact: { code: "fault", name, target, endMs, marksIt: ops.includes(op) },
    fault: id,
  };
}

/** Unplanned ends of processes after the operation was called, and when they were back. */
function processDrafts(path: Path): Draft[] {
  const [fromMs, toMs] = timeOf(path);
  return path.exits(null, fromMs, toMs).slice(0, mostFaults).flatMap((event) =>
    endDrafts(path, event)
  );
}

export function endDrafts(path: Path, event: Written): Draft[] {
  const role = text(event.role);
  const fault = path.faultAt(event.at, role)?.id ?? null;
  const back = path.readyAfter(role, event.at!);
  const signal = textOrNull(event.signal);
  return [
    { event, fact: { code: "ended", role, signal, exitCode: numberOrNull(event.code) }, fault },
    ...(back === undefined ? [] : [{ event: back, fact: { code: "back", role } as const }]),
  ];
}
