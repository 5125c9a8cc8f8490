/** What a report says of each business day, for every form. */
import { dateOf, timeSince } from "./local_time.ts";
import type { Result } from "./result.ts";
import { many } from "./words/amounts.ts";

export type BusinessDays = NonNullable<Result["businessDays"]>;
export type BusinessDay = BusinessDays["days"][number];

/** A day after the load has nothing to say, unless something came for it or it is late. */
export const shownDays = ({ businessDays }: Result): readonly BusinessDay[] =>
  (businessDays?.days ?? []).filter(({ isAfterLoad, rows, timing, requests, files }) =>
    !isAfterLoad || (rows ?? 0) > 0 || timing === "late" || files.length > 1 ||
    requests.byTarget + requests.byHand > 0
  );

/** The zone of the times in the table. */
export const zoneOf = ({ businessDays }: Result): string => businessDays?.zone ?? "UTC";

export interface DayCells {
  readonly date: string;
  readonly hours: string;
  readonly rows: string;
  readonly files: string;
  readonly schedule: string;
  readonly check: string;
  readonly deadline: string;
  /** `before 20:00`; `not yet` */
  readonly loaded: string;
  readonly timing: string;
  readonly place: string;
  /** `asked for again 2 times, once by hand`; empty where nobody asked. */
  readonly requests: string;
}

const unknown = "–";

/** The cells of each shown day. A time has a date where that differs from the date of the schedule. */
export function dayCells(result: Result): DayCells[] {
  const days = shownDays(result);
  const hasPlaces = days.some(({ files }) => files.some(({ places }) => places.length > 0));
  return days.map((day) => cellsOf(day, result.businessDays!.zone, hasPlaces));
}

function cellsOf(day: BusinessDay, zone: string | null, hasPlaces: boolean): DayCells {
  const { date, hours, rows, files, schedule, check, deadline, timing } = day;
  const workDate = schedule === null ? date : dateOf(schedule.at);
  const time = (stop: BusinessDay["check"]) =>
    stop === null ? unknown : timeSince(workDate, stop.at, zone);
  return {
    date,
    hours: hours === null ? unknown : `${hours} h`,
    rows: rows === null ? unknown : many(rows, "row"),
    // What lies nowhere was perhaps no file: an API takes chunks, and a reader reads a database.
    files: many(files.length, hasPlaces ? "file" : "attempt"),
    schedule: schedule === null ? unknown : timeSince(date, schedule.at, zone),
    check: time(check),
    deadline: time(deadline),
    loaded: loadedIn(day, workDate, zone),
    timing: timings[timing],
    place: hasPlaces ? placesOf(files) : unknown,
    requests: requestsIn(day),
  };
}

const timings: Readonly<Record<BusinessDay["timing"], string>> = {
  "in time": "in time",
  "late": "late",
  "open": "not due yet",
  "unknown": "perhaps late",
};

function loadedIn({ loaded, timing }: BusinessDay, date: string, zone: string | null): string {
  if (loaded === null) return "not loaded";
  const { after, before } = loaded;
  if (before !== null && timing !== "late") return `before ${timeSince(date, before, zone)}`;
  return after === null ? "loaded" : `after ${timeSince(date, after, zone)}`;
}

/** `done`; `1 in done, 1 in lost`. */
function placesOf(files: BusinessDay["files"]): string {
  if (files.length === 0) return unknown;
  const each = files.map(({ places }) => places.join(" and ") || "no folder");
  const groups = [...Map.groupBy(each, (place) => place)];
  if (groups.length === 1) return `in ${groups[0][0]}`;
  return groups.map(([place, { length }]) => `${length} in ${place}`).join(", ");
}

function requestsIn({ requests: { byTarget, byHand } }: BusinessDay): string {
  const all = byTarget + byHand;
  if (all === 0) return "";
  const hand = byHand === 0 ? "" : byTarget === 0 ? " by hand" : `, ${byHand} of them by hand`;
  return `asked for again ${all === 1 ? "once" : `${all} times`}${hand}`;
}
