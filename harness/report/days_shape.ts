/** The shape of the business days in a result. */
import { z } from "zod";
import { timings } from "../check/business_days.ts";

const count = z.int().min(0);
const milliseconds = z.number().nullable();
const localTime = z.string();

const stop = z.strictObject({ at: localTime, atMs: milliseconds }).nullable();

const day = z.strictObject({
  date: z.string(),
  hours: z.number().nullable(),
  isAfterLoad: z.boolean(),
  rows: count.nullable(),
  schedule: stop,
  check: stop,
  deadline: stop,
  files: z.array(z.strictObject({
    name: z.string(),
    attempt: count,
    places: z.array(z.string()),
  })),
  loaded: z.strictObject({
    atMs: milliseconds,
    after: localTime.nullable(),
    before: localTime.nullable(),
  }).nullable(),
  timing: z.enum(timings),
  requests: z.strictObject({ byTarget: count, byHand: count }),
});

export const daysShape = z.strictObject({
  zone: z.string().nullable().describe(
    "The time zone of the business times. Null where the history names none: then they are in UTC.",
  ),
  days: z.array(day).describe(
    "By date. `loaded` is the first load: after one stop of the clock, and before the next.",
  ),
}).nullable().describe("Null where the history knows of no business day.");
