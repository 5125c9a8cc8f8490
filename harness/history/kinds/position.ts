import { textIn } from "../fields.ts";
import type { ControlKind } from "../kind.ts";
import { Unreadable } from "../slow_line.ts";

export interface Position {
  /** When it was committed; null where nobody knows. */
  at: number | null;
  kind: "position";
  /** Who goes on from it: `relay`. */
  reader: string;
  /** The table or log that it is a place in: `outbox`. */
  where: string;
  place: string;
}

/** No verdict uses it: it is for the explanation of one operation. */
export const position: ControlKind = {
  name: "position",
  writer: "databases",
  summary:
    "A reader saved how far it has come: it will not look at any row up to this place again.",
  fields: {
    reader: "who goes on from it: relay",
    where: "the table or log that it is a place in, as in a row: outbox",
    place: "the place, as in a row",
  },
  fold(_into, line) {
    const names = ["reader", "where", "place"].map((field) => textIn(line, field));
    if (names.includes("")) {
      throw new Unreadable("is a position: it must have a reader, a where and a place");
    }
  },
};
