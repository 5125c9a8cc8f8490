/** An event of an operation in a few words, for a reader who does not know the kinds of events. */
import { rowIn } from "../../report/explain/words.ts";

type Event = Readonly<Record<string, unknown>>;

const texts: Readonly<Record<string, (event: Event) => string>> = {
  invoke: () => "its caller sends it",
  drop: () => "the load generator drops it",
  ok: () => "its caller gets ok",
  fail: () => "its caller is refused",
  info: () => "its caller gets no answer",
  commit: () => "the source commits it",
  send: ({ role, attempt }) => `${name(role, "a role")} sends it${again(attempt)}`,
  stored: () => "the broker has it",
  deliver: ({ role }) => `${name(role, "a role")} gets it`,
  effect: ({ target }) => `it takes effect in ${name(target, "the target")}`,
  marked: ({ where }) => `it is marked as done in ${name(where, "a table")}`,
  aside: ({ where }) => `it is set aside in ${name(where, "a table")}`,
  row: ({ where, state }) =>
    `its row is in ${name(where, "a table")}` +
    (state === undefined || state === "written" ? "" : `: ${name(state, "?")}`),
  hazard: (event) => `the hazard under test: ${name(event.name, "a hazard")}`,
  change: () => "the source makes a change of it",
  applied: ({ i, target }) =>
    `change ${name(i, "?")} of it is applied in ${name(target, "a target")}`,
};

/** The row that holds the operation, at its commit; undefined where nobody wrote it. */
export function rowOf(event: Event, story: readonly Event[]): string | undefined {
  const row = event.kind === "commit" ? story.find(({ kind }) => kind === "row") : undefined;
  const isPlaced = typeof row?.where === "string" && typeof row.place === "string";
  return isPlaced ? rowIn(row.where as string, row.place as string) : undefined;
}

/** Numbers that differ from run to run would keep equal events apart. */
const again = (attempt: unknown): string =>
  typeof attempt === "number" && attempt > 1 ? " again" : "";

const name = (value: unknown, other: string): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : other;

/**
 * The words of each event of one story. Transactions of a target get numbers of their own: 1 for the
 * first that applied a change of this operation. The kind of an event that has no words here stands for
 * itself.
 */
export function eventTexts(story: readonly Event[]): string[] {
  const transactions: unknown[] = [
    ...new Set(story.flatMap(({ txid }) => txid === undefined ? [] : [txid])),
  ];
  return story.map((event) => {
    const text = Object.hasOwn(texts, String(event.kind))
      ? texts[String(event.kind)](event)
      : String(event.kind);
    const number = transactions.indexOf(event.txid) + 1;
    return number === 0 ? text : `${text}, transaction ${number}`;
  });
}
