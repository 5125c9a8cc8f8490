import { dateIn, textIn } from "../fields.ts";
import type { ControlKind } from "../kind.ts";
import { numberIn, Unreadable } from "../slow_line.ts";

export interface Request {
  /** When the source took it; null where it did not, or where nobody knows. */
  at: number | null;
  kind: "request";
  /** The business day: 2026-03-29. */
  date: string;
  name: string;
}

export const request: ControlKind = {
  name: "request",
  writer: "databases",
  summary: "The target asked the source for the file of a business day again, by itself.",
  fields: {
    date: "the business day: 2026-03-29",
    name: "name of the request",
  },
  fold({ requests }, line) {
    const [date, name] = [dateIn(line, "date"), textIn(line, "name")];
    if (name === "") throw new Unreadable("is a request without a name");
    numberIn(line, "at");
    requests.set(`${date} ${name}`, { date, name });
  },
};
