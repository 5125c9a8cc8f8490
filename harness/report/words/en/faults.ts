import { duration } from "../amounts.ts";
import { columns, type Said } from "../said.ts";

export const faults = {
  title: "Faults",
  none: "Nothing was broken on purpose.",
  caption: "Faults, with times since the start of the run",
  head: columns("fault", "on", "from", "to", "touched", "by", "effect"),
  notKnown: "not known",
  by: (how: string): Said => how,
  effective: "effective",
  provesNothing: "proves nothing",
  halted: "Halted:",
  /** `relay at 3.1 s, after kill-source: the slot is gone`. */
  halt: (role: string, atMs: number | null, why: string, under: string | null): Said => {
    const when = atMs === null ? "" : ` at ${duration(atMs)}`;
    const cause = under === null ? "" : `, after ${under}`;
    return `${role}${when}${cause}: ${why}`;
  },
};
