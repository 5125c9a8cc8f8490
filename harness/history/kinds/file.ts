import { dateIn, orNull, textIn, wordIn } from "../fields.ts";
import type { ControlKind } from "../kind.ts";
import { numberIn, Unreadable } from "../slow_line.ts";

const places = ["inbox", "done", "rejected", "aside", "lost"] as const;
const states = ["sent", "loaded", ...places] as const;

export interface FeedFile {
  /** When it was sent, or loaded: the commit; null where nobody knows. */
  at: number | null;
  kind: "file";
  /** The business day: 2026-03-29. */
  date: string;
  /** Number of the attempt to send that day, from 1. */
  attempt: number;
  name: string;
  state: (typeof states)[number];
}

export const file: ControlKind = {
  name: "file",
  writer: "databases",
  summary:
    "One fact about one file of a feed: the source sent it, the target loaded it, or it lies in a folder. Parts of a file and manifests are no files.",
  fields: {
    date: "the business day: 2026-03-29",
    attempt: "number of the attempt to send that day, from 1",
    name: "name of the file",
    state:
      "sent: the source says so; loaded: the target says so, and `at` is that commit; else the folder that holds it: inbox, done, rejected, aside, or lost, where a fault puts what it takes away",
  },
  fold({ files }, line) {
    const [date, state] = [dateIn(line, "date"), wordIn(line, "state", states)];
    const { attempt } = line;
    if (typeof attempt !== "number" || !Number.isSafeInteger(attempt) || attempt < 1) {
      throw new Unreadable("is a file that has no whole number from 1 as its attempt");
    }
    const name = textIn(line, "name");
    if (name === "") throw new Unreadable("is a file without a name");
    const atMs = orNull(numberIn(line, "at"));
    const id = `${date} ${attempt}`;
    const before = files.get(id);
    const places = new Set([...before?.places ?? [], ...(isPlace(state) ? [state] : [])]);
    files.set(id, {
      date,
      attempt,
      name: before === undefined || name < before.name ? name : before.name,
      isSent: state === "sent" || before?.isSent === true,
      loadedMs: [...before?.loadedMs ?? [], ...(state === "loaded" ? [atMs] : [])],
      places: [...places].sort(),
    });
  },
};

const isPlace = (state: FeedFile["state"]) => (places as readonly string[]).includes(state);
