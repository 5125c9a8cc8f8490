/** What a report says of each business day, for every form. */
import { dateOf, timeSince } from "./local_time.ts";
import type { Result } from "./result.ts";
import { type Catalogue, en } from "./words/en/mod.ts";

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
  /** The same for programs. */
  readonly state: BusinessDay["timing"];
  readonly place: string;
  /** `asked for again 2 times, once by hand`; empty where nobody asked. */
  readonly requests: string;
}

const unknown = "–";

/** The cells of each shown day. A time has a date where that differs from the date of the schedule. */
export function dayCells(result: Result, words: Catalogue = en): DayCells[] {
  const days = shownDays(result);
  const hasPlaces = days.some(({ files }) => files.some(({ places }) => places.length > 0));
  return days.map((day) => cellsOf(day, result.businessDays!.zone, hasPlaces, words));
}

function cellsOf(
  day: BusinessDay,
  zone: string | null,
  hasPlaces: boolean,
  { days: words }: Catalogue,
): DayCells {
  const { date, hours, rows, files, schedule, check, deadline, timing } = day;
  const workDate = schedule === null ? date : dateOf(schedule.at);
  const time = (stop: BusinessDay["check"]) =>
    stop === null ? unknown : timeSince(workDate, stop.at, zone);
  return {
    date,
    hours: hours === null ? unknown : words.hours(hours),
    rows: rows === null ? unknown : words.rows(rows),
    // What lies nowhere was perhaps no file: an API takes chunks, and a reader reads a database.
    files: hasPlaces ? words.files(files.length) : words.attempts(files.length),
    schedule: schedule === null ? unknown : timeSince(date, schedule.at, zone),
    check: time(check),
    deadline: time(deadline),
    loaded: loadedIn(day, workDate, zone, words),
    timing: words.timings[timing],
    state: timing,
    place: hasPlaces ? placesOf(files, words) : unknown,
    requests: requestsIn(day, words),
  };
}

type DayWords = Catalogue["days"];

function loadedIn(
  { loaded, timing }: BusinessDay,
  date: string,
  zone: string | null,
  words: DayWords,
): string {
  if (loaded === null) return words.notLoaded;
  const { after, before } = loaded;
  if (before !== null && timing !== "late") {
    return words.loadedBefore(timeSince(date, before, zone));
  }
  return after === null ? words.loaded : words.loadedAfter(timeSince(date, after, zone));
}

/** `done`; `1 in done, 1 in lost`. */
function placesOf(files: BusinessDay["files"], words: DayWords): string {
  if (files.length === 0) return unknown;
  const each = files.map(({ places }) =>
    places.length === 0 ? words.noFolder : words.places(places)
  );
  const groups = [...Map.groupBy(each, (place) => place)];
  if (groups.length === 1) return words.allIn(groups[0][0]);
  return groups.map(([place, { length }]) => words.someIn(length, place)).join(", ");
}

function requestsIn({ requests: { byTarget, byHand } }: BusinessDay, words: DayWords): string {
  const all = byTarget + byHand;
  return all === 0 ? "" : words.requests(all, byHand);
}
