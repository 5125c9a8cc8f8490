import { countIn, dateIn, orNull, textIn } from "../fields.ts";
import type { ControlKind } from "../kind.ts";
import { numberIn, Unreadable } from "../slow_line.ts";

export interface Order {
  at: number;
  kind: "order";
  /** The command: `redrive`, `resend`. */
  name: string;
  /** The business day that it is about: 2026-03-29. */
  date?: string;
  /** How many things it concerned: dead letters, rows. */
  count: number;
}

export const order: ControlKind = {
  name: "order",
  writer: "harness",
  summary: "A person asked the run for something while it went on, and the run did it.",
  fields: {
    name: "the command: redrive or resend",
    date: "the business day that it is about: 2026-03-29",
    count: "how many dead letters were put back, or how many rows were asked for again",
  },
  optional: ["date"],
  fold({ orders }, line) {
    const name = textIn(line, "name");
    if (name === "") throw new Unreadable("is an order without a name");
    const date = (line.date ?? null) === null ? null : dateIn(line, "date");
    orders.push({ name, date, count: countIn(line, "count"), atMs: orNull(numberIn(line, "at")) });
  },
};
