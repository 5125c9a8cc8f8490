/** What a user may choose for a run: the file, its way, and the calendar. */
import type { Choice, Choices } from "../../harness/contract/lab.ts";
import { isZone, meantZone } from "./zones.ts";

/** A whole number between these, with one clause that says so. */
const between =
  (least: number, most: (words: Choices) => number, what: (most: number) => string) =>
  (
    text: string,
    words: Choices,
  ) =>
    /^\d{1,3}$/.test(text) && Number(text) >= least && Number(text) <= most(words)
      ? null
      : what(most(words));

const fewestDays = 3;
const mostDays = 10;

/** Null where `right` does not throw. */
const unless = (what: string, right: (text: string) => unknown) => (text: string) => {
  try {
    right(text);
    return null;
  } catch {
    return what;
  }
};

export const choices: Readonly<Record<string, Choice>> = {
  "format": {
    summary: "the format of the files",
    values: ["csv", "fixed", "kv", "json", "xml"],
    usual: "csv",
  },
  "transfer": {
    summary: "how a file gets to the consumer",
    values: ["sftp", "scp"],
    usual: "sftp",
  },
  "zone": {
    summary: "the time zone of the business days",
    usual: "Asia/Seoul",
    check(text) {
      if (isZone(text)) return null;
      const meant = meantZone(text);
      const hint = meant === null ? "" : `; did you mean '${meant}'?`;
      return `a time zone like Europe/Berlin${hint}`;
    },
  },
  "start-date": {
    summary: "the first business day",
    usual: "2026-03-28",
    check: unless("a date from 1970 to 2099 like 2026-03-28", (text) => {
      if (!/^(19[7-9]|20\d)\d-\d\d-\d\d$/.test(text)) throw new RangeError();
      return Temporal.PlainDate.from(text, { overflow: "reject" });
    }),
  },
  "days": {
    summary:
      `the number of business days over which the load is spread, ${fewestDays} to ${mostDays}`,
    usual: "3",
    check: between(
      fewestDays,
      () => mostDays,
      (most) => `a whole number from ${fewestDays} to ${most}`,
    ),
  },
  "quiet-day": {
    summary: "the number of the business day on which nothing happens; 0: none",
    usual: "0",
    check: between(
      0,
      ({ days }) => Number(days),
      (most) => `one of the ${most} days, from 1 to ${most}, or 0 for none`,
    ),
  },
  "schedule": {
    summary: "the local time at which the rows of the day before are sent",
    usual: "19:00",
    check: unless("a time like 19:00", (text) => {
      if (!/^\d\d:\d\d$/.test(text)) throw new RangeError();
      return Temporal.PlainTime.from(text, { overflow: "reject" });
    }),
  },
};
