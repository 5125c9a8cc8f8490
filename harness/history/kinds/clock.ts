import { dateIn, instantIn, orNull, wordIn, zoneIn } from "../fields.ts";
import type { ControlKind } from "../kind.ts";
import { numberIn, Unreadable } from "../slow_line.ts";

export const stopNames = ["schedule", "check", "deadline"] as const;
export type StopName = (typeof stopNames)[number];

export interface Clock {
  at: number;
  kind: "clock";
  name: StopName;
  /** The business day that it is about: 2026-03-29. */
  date: string;
  /** What the business clock showed: 2026-03-30T10:00:00Z. */
  business: string;
  /** The time zone of the business days: `Europe/Berlin`. */
  zone?: string;
  /** The load was planned for earlier days only. */
  isAfterLoad?: boolean;
}

export const clock: ControlKind = {
  name: "clock",
  writer: "harness",
  summary:
    "The business clock passes a stop: a time that is set for a business day. One event a stop.",
  fields: {
    name: "schedule: a file is due to be made; check: a file is expected; deadline: loaded by now",
    date: "the business day that the stop is about: 2026-03-29",
    business: "what the business clock showed: 2026-03-30T10:00:00Z",
    zone: "the time zone of the business days: Europe/Berlin",
    isAfterLoad: "true where the load was planned for earlier days only",
  },
  optional: ["zone", "isAfterLoad"],
  fold({ clock }, line) {
    const name = wordIn(line, "name", stopNames);
    const [date, business] = [dateIn(line, "date"), instantIn(line, "business")];
    const atMs = orNull(numberIn(line, "at"));
    const zone = zoneIn(line, "zone");
    const isAfterLoad = line.isAfterLoad === true;
    const id = `${date} ${name}`;
    const before = clock.get(id) ?? { atMs, business };
    if (before.atMs !== atMs || before.business !== business) {
      throw new Unreadable(`passes the ${name} of ${date} a second time`);
    }
    clock.set(id, { name, date, business, zone, isAfterLoad, atMs });
  },
};
