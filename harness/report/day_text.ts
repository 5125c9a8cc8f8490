/** Words for the business days of broken promises. */
import type { Result } from "./result.ts";

type Event = Readonly<Record<string, unknown>>;

interface BadDay {
  readonly date: string;
  readonly title: string;
  /** @param events those of the day */
  readonly moral: (events: readonly Event[]) => string;
}

/** By promise, the words for a day that breaks it. */
const words: Readonly<Record<string, Omit<BadDay, "date">>> = {
  "on-time": {
    title: "late",
    moral: (events) =>
      events.some(({ kind, state }) => kind === "file" && state === "loaded")
        ? "loaded, but its deadline had passed before"
        : "its deadline passed, and it was not loaded",
  },
  "totals-agree": {
    title: "other totals in the target",
    moral: () => "the target does not have what the queries found",
  },
  "nothing-unread-removed": {
    title: "a file is gone",
    moral: () => "a file was sent, and is neither loaded nor in a folder",
  },
};

/** Returns the first business day of each broken promise that speaks of days; each day once. */
export function badDays({ promises }: Result): BadDay[] {
  const bad = promises.flatMap(({ name, verdict, findings: [finding] }) => {
    if (verdict !== "broken" || !Object.hasOwn(words, name)) return [];
    const [first] = (finding.days ?? finding.files) as readonly { readonly date: string }[];
    return [{ date: first.date, ...words[name] }];
  });
  return [...Map.groupBy(bad, ({ date }) => date)].map(([date, all]) => ({
    date,
    title: all.map(({ title }) => title).join(", "),
    moral: (events) => all.map(({ moral }) => moral(events)).join("; "),
  }));
}
