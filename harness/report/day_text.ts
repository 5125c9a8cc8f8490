/** Words for the business days of broken promises. */
import type { Result } from "./result.ts";
import type { Catalogue } from "./words/en/mod.ts";

type Event = Readonly<Record<string, unknown>>;

interface BadDay {
  readonly date: string;
  readonly title: string;
  /** @param events those of the day */
  readonly moral: (events: readonly Event[]) => string;
}

/** By promise, the words for a day that breaks it. */
const wordsIn = (
  { stories: { lateDay, otherTotals, goneFile } }: Catalogue,
): Readonly<Record<string, Omit<BadDay, "date">>> => ({
  "on-time": {
    title: lateDay.title,
    moral: (events) =>
      events.some(({ kind, state }) => kind === "file" && state === "loaded")
        ? lateDay.loadedLate
        : lateDay.notLoaded,
  },
  "totals-agree": { title: otherTotals.title, moral: () => otherTotals.moral },
  "nothing-unread-removed": { title: goneFile.title, moral: () => goneFile.moral },
});

/** Returns the first business day of each broken promise that speaks of days; each day once. */
export function badDays({ promises }: Result, catalogue: Catalogue): BadDay[] {
  const words = wordsIn(catalogue);
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
