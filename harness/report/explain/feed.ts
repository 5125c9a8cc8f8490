/** Rules on a feed of files: which file should have brought the operation, and what became of it. */
import type { Written } from "../../history/case.ts";
import { isBefore } from "../../history/place.ts";
import { absent, type Draft, type Finding, type Rule } from "./draft.ts";
import type { Path } from "./path.ts";

/** A file that was loaded in the transaction of an effect. */
export interface Load {
  readonly event: Written;
  readonly date: string;
  readonly attempt: number;
  readonly draft: Draft;
}

/** The load that was committed together with the effect; null where there is none. */
export function loadOf(path: Path, effect: Written): Load | null {
  const event = path.run("file").find(({ state, at }) => state === "loaded" && at === effect.at);
  return event === undefined || event.at === null ? null : loaded(event);
}

function loaded(event: Written): Load {
  return { event, ...dayOf(event), draft: fileDraft(event) };
}

export const nameOfLoad = ({ date, attempt }: Load): string => `${date}, attempt ${attempt}`;

const dayOf = ({ date, attempt }: Written) => ({ date: String(date), attempt: Number(attempt) });

const fileDraft = (event: Written): Draft => (
  { event, fact: { code: "file", ...dayOf(event), state: String(event.state) } }
);

export const lostInFeed: readonly Rule[] = [fileOfItsDay, leftOut];

/** Its row was marked for a file. Of that file: the day, where it lies and whether it was loaded. */
function fileOfItsDay(path: Path): Finding | null {
  const marked = path.first("marked");
  if (marked?.at == null || path.run("totals").length === 0) return null;
  const date = dayMarkedAt(path, marked.at);
  if (date === null) return null;
  const files = path.run("file").filter((event) => event.date === date);
  const drafts = files.map(fileDraft);
  const states = new Set(files.map(({ state }) => state));
  const { queried, loaded, draft } = totalsOf(path, date);
  const proof = [path.committed, marked];
  const adds = [...drafts, ...draft, absent({ code: "not-applied", targets: [...path.missed] })];
  const found = (mistake: Finding["mistake"], more: readonly (Written | undefined)[] = []) => (
    { mistake, proof: [...proof, ...more], adds }
  );
  if (states.has("loaded")) {
    const isPart = queried !== null && loaded !== null && loaded < queried;
    return isPart
      ? found({ code: "file-loaded-in-part", date, queried, loaded }, strikes(path, marked.at))
      : found({ code: "file-taken-unloaded", date });
  }
  if (states.has("lost")) {
    return found({ code: "file-not-asked-again", date }, strikes(path, marked.at));
  }
  if (states.has("aside")) {
    const code = states.has("done") ? "file-refused-unread" : "file-set-aside";
    return found({ code, date }, strikes(path, marked.at));
  }
  if (!["inbox", "done", "rejected"].some((place) => states.has(place))) {
    return found({ code: "file-removed-unloaded", date }, path.exits(null, marked.at).slice(0, 1));
  }
  return found({ code: "file-taken-unloaded", date });
}

/** The first fault at work after its row was marked: what it did to the file. */
function strikes(path: Path, ms: number): Written[] {
  const span = path.faults.find(({ endMs }) => endMs === null || endMs >= ms);
  return span === undefined ? [] : [span.event];
}

/** The business day whose schedule was the last before this time. */
function dayMarkedAt(path: Path, ms: number): string | null {
  const stops = schedules(path).filter(({ at }) => at !== null && at <= ms);
  return stops.length === 0 ? null : String(stops.at(-1)!.date);
}

const schedules = (path: Path): readonly Written[] =>
  path.run("clock").filter(({ name }) => name === "schedule");

function totalsOf(path: Path, date: string) {
  const of = (side: string) =>
    path.run("totals").filter((event) => event.date === date && event.side === side);
  const count = (events: readonly Written[]) =>
    events.length === 0 ? null : events.reduce((sum, event) => sum + Number(event.count), 0);
  const [query, target] = [of("query"), of("target")];
  const [queried, loaded] = [count(query), count(target)];
  const draft: Draft[] = query.slice(0, 1).map((event) => (
    { event, fact: { code: "day-totals", date, queried, loaded } }
  ));
  return { queried, loaded, draft };
}

/** No query took its row, although its time belongs to a day that was sent. */
function leftOut(path: Path): Finding | null {
  const { committed, row } = path;
  if (committed?.at == null || path.has("marked") || path.run("totals").length === 0) return null;
  const stops = schedules(path);
  const written = typeof committed.written === "number" ? committed.written : committed.at;
  const between = stops.find(({ at }) => at !== null && at >= written && at <= committed.at!);
  const adds = path.knows("marked") ? [absent({ code: "not-marked" } as const)] : [];
  const next = scheduleAfter(path, row);
  const outside = next === null ? null : outsideOfWindow(path, row!, next);
  const cut = outside === null ? cutOff(path) : null;
  if (cut !== null) return { ...cut, adds: [...cut.adds, ...adds] };
  // The query of an earlier schedule never had a row of a later time.
  if (between !== undefined && (next === null || between === next)) {
    return {
      mistake: { code: "committed-after-query", date: String(between.date) },
      proof: [committed, row],
      adds: [stopDraft(between), ...adds],
    };
  }
  const found = (mistake: Finding["mistake"], stops: readonly Written[]) => (
    { mistake, proof: [committed, row], adds: [...stops.map(stopDraft), ...adds] }
  );
  if (next === null) return found({ code: "in-no-file", date: null }, []);
  const date = String(next.date);
  if (next.at !== null && committed.at > next.at) {
    return found({ code: "late-for-query", date }, [next]);
  }
  if (outside === null) return found({ code: "in-no-file", date }, [next]);
  const { hours, before } = outside;
  return found({ code: "left-out-of-window", date, hours }, [before, next]);
}

/**
 * More than 24 hours lie between the schedules around its time, and its row lies in the hours that a
 * window of 24 hours before the second one does not reach.
 */
function outsideOfWindow(path: Path, row: Written, next: Written) {
  const stops = schedules(path);
  const before = stops[stops.indexOf(next) - 1];
  if (before === undefined) return null;
  const hours = hoursBetween(before, next);
  const sinceHours = (timeOf(String(row.business)) - timeOf(String(before.business))) / hourMs;
  return hours > 24 && sinceHours <= hours - 24 ? { hours, before } : null;
}

/** As many rows behind one another do not miss a query by chance. */
const mostAlone = 3;

/** The rows just behind it are missing too: the file ends before them. */
function cutOff(
  path: Path,
): { mistake: Finding["mistake"]; proof: Written[]; adds: Draft[] } | null {
  const { committed, row } = path;
  const next = scheduleAfter(path, row);
  if (committed === undefined || row === undefined || next === null) return null;
  const inTime = (events: readonly Written[]) =>
    events.some(({ kind, at }) => kind === "commit" && at !== null && at <= (next.at ?? Infinity));
  const rowIn = (events: readonly Written[]) => events.find(({ kind }) => kind === "row");
  const later = path.others().filter(({ events }) =>
    inTime(events) && scheduleAfter(path, rowIn(events)) === next &&
    timeOf(String(rowIn(events)!.business)) >= timeOf(String(row.business))
  ).toSorted((a, b) =>
    isBefore(String(rowIn(a.events)!.place), String(rowIn(b.events)!.place)) ? -1 : 1
  );
  const taken = later.findIndex(({ events }) =>
    events.some(({ kind }) => kind === "marked" || kind === "effect")
  );
  const behind = taken < 0 ? later : later.slice(0, taken);
  if (!inTime([committed]) || behind.length < mostAlone) return null;
  const { events, op } = behind[0];
  const place = String(events.find(({ kind }) => kind === "row")!.place);
  const drafts = events.filter(({ kind }) => kind === "commit").map((event): Draft => (
    { event, fact: { code: "other-left", op, place, count: behind.length } }
  ));
  const date = String(next.date);
  return { mistake: { code: "file-cut-off", date }, proof: [committed, row], adds: drafts };
}

/** The first schedule after the business time of a row. The row may belong to its day or to the next one. */
function scheduleAfter(path: Path, row: Written | undefined): Written | null {
  const { business } = row ?? { business: null };
  if (typeof business !== "string") return null;
  return schedules(path).find((stop) => timeOf(String(stop.business)) > timeOf(business)) ?? null;
}

const hourMs = 3_600_000;
const timeOf = (instant: string): number => Date.parse(instant);

const hoursBetween = (a: Written, b: Written): number =>
  (timeOf(String(b.business)) - timeOf(String(a.business))) / hourMs;

const stopDraft = (event: Written): Draft => ({
  event,
  fact: {
    code: "stop",
    name: String(event.name),
    date: String(event.date),
    business: String(event.business),
  },
});
