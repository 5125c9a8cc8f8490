/** More of `phrase_cases.ts`: a feed of files. */
import { type Event, fault, sound } from "./hand_written.ts";

interface Case {
  readonly events: Event[];
  readonly figures: Readonly<Record<string, unknown>>;
}

export const date = "2026-03-29";

/** The business clock passes a stop of the business day. */
export const stop = (name: string, at: number | null, fields: Event = {}): Event => (
  { at, kind: "clock", name, date, business: "2026-03-30T22:00:00Z", ...fields }
);
export const file = (state: string, fields: Event = {}): Event => (
  { at: null, kind: "file", date, attempt: 1, name: `points-${date}-1.csv`, state, ...fields }
);
export const totals = (side: string, fields: Event = {}): Event => (
  { at: null, kind: "totals", date, side, count: 3, sum: "210", xor: "7", ...fields }
);

/** The clock passes the day's check after 100 ms, and its deadline after 200 ms. */
const day = [stop("check", 100), stop("deadline", 200)];
const late = { date, deadlineMs: 200, lateMs: 50 };
const loadedLate = file("loaded", { at: 250 });
const outlasted = { date, faults: ["kill-relay"] };
const shown = { count: 3, sum: "210", xor: "7", rejected: 0 };

export const feedCases: Readonly<Record<string, Case>> = {
  // on-time
  "no-deadline-passed": { events: [...sound, stop("check", 100)], figures: {} },
  "days-on-time": {
    events: [...sound, ...day, file("loaded", { at: 200 })],
    figures: { days: 1, leftOut: [] },
  },
  "days-late": {
    events: [...sound, ...day, loadedLate],
    figures: { count: 1, days: [late], leftOut: [] },
  },
  "days-perhaps-late": {
    events: [...sound, ...day, { kind: "ok", op: -1 }],
    figures: { count: 1, days: [{ ...late, lateMs: null }], leftOut: [] },
  },
  "days-late-after-halt": {
    events: [...sound, ...day, { at: 200, kind: "halted", role: "relay", why: "it is gone" }],
    figures: { count: 1, dates: [date], role: "relay", why: "it is gone" },
  },
  "days-late-after-the-end": {
    events: [...sound, stop("deadline", 900.5)],
    figures: { count: 1, dates: [date] },
  },
  "day-times-unknown": {
    events: [...sound, ...day, file("loaded")],
    figures: { count: 1, dates: [date] },
  },
  "every-day-left-out": {
    events: [...sound, ...day, loadedLate, ...fault("f", 20, 240)],
    figures: { leftOut: [outlasted] },
  },
  // totals-agree
  "totals-unknown": { events: sound, figures: {} },
  "totals-agree": {
    events: [...sound, totals("query"), totals("target")],
    figures: { days: 1, rows: 3, rejected: 0 },
  },
  "totals-differ": {
    events: [...sound, totals("query"), totals("target", { sum: "211" })],
    figures: { count: 1, days: [{ date, query: shown, target: { ...shown, sum: "211" } }] },
  },
  // nothing-unread-removed
  "no-file-sent": { events: sound, figures: {} },
  "no-file-gone": {
    events: [...sound, file("sent"), file("inbox")],
    figures: { files: 1, waiting: 1 },
  },
  "files-gone": {
    events: [...sound, file("sent")],
    figures: { count: 1, files: [{ name: `points-${date}-1.csv`, date, attempt: 1 }] },
  },
};
