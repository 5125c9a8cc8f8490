/** What a user may choose for a run: the file, its way, and the calendar. */
import type { Choice } from "../../harness/contract/lab.ts";

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
    // PostgreSQL reads an offset with the opposite sign, and other programs want the exact letters.
    check: unless("a time zone like Europe/Berlin", (text) => {
      const { timeZoneId } = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text);
      if (timeZoneId !== text || !/^[A-Z]/.test(text)) throw new RangeError();
    }),
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
    summary: "the number of business days over which the load is spread",
    values: ["3", "4", "5", "6", "7", "8", "9", "10"],
    usual: "3",
  },
  "quiet-day": {
    summary: "the number of the business day on which nothing happens; 0: none",
    values: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
    usual: "0",
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
