/** The business days. */
import type { Timing } from "../../../check/business_days.ts";
import { many } from "../amounts.ts";
import { columns } from "../said.ts";

const timings: Readonly<Record<Timing, string>> = {
  "in time": "in time",
  "late": "late",
  "open": "not due yet",
  "unknown": "perhaps late",
};

export const days = {
  title: "Business days",
  caption: (zone: string) => `What happened to each day, in the local time of ${zone}`,
  head: columns(
    ...["day", "hours", "rows", "files", "schedule", "check", "deadline", "loaded"] as const,
    ...["timing", "files lie", "asked for again"] as const,
  ),
  note: "Rows are those that the source's queries took. A load lies between two stops of the " +
    "business clock. A time without a date is on the date of its schedule; a schedule without " +
    "one is on the day itself.",
  timings,
  hours: (count: number) => `${count} h`,
  rows: (count: number) => many(count, "row"),
  files: (count: number) => many(count, "file"),
  attempts: (count: number) => many(count, "attempt"),
  notLoaded: "not loaded",
  loaded: "loaded",
  loadedBefore: (time: string) => `before ${time}`,
  loadedAfter: (time: string) => `after ${time}`,
  noFolder: "no folder",
  places: (places: readonly string[]) => places.join(" and "),
  allIn: (place: string) => `in ${place}`,
  someIn: (count: number, place: string) => `${count} in ${place}`,
  /** `asked for again 2 times, once by hand`. */
  requests: (all: number, byHand: number) => {
    const hand = byHand === 0 ? "" : byHand === all ? " by hand" : `, ${byHand} of them by hand`;
    return `asked for again ${all === 1 ? "once" : `${all} times`}${hand}`;
  },
};
