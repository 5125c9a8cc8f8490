/** Which hazards came, from the definitions alone; see `naive_judge.ts`. */
import { faultsOf } from "./naive_fault.ts";
import { underWayIn } from "./naive_effective.ts";
import { type Event, nameOf, numberOf, type Story } from "./naive_story.ts";
import type { NaiveWords } from "./naive_words.ts";

/** A promise of the catalogue: its name, and the names of its hazards. */
export interface Named {
  readonly name: string;
  readonly hazards: readonly string[] | "operations";
}

export type NaiveThreats = Record<string, Record<string, number> | null>;

/** The counts of the hazards by `NAME of SOURCE`, for each promise; null where nobody could see any. */
export function naiveThreats(
  events: Event[],
  stories: Story[],
  words: NaiveWords,
  { targets, effective }: { targets: string[] | null; effective: Record<string, boolean> },
  promises: readonly Named[],
): NaiveThreats {
  const seen = (events.find(({ kind }) => kind === "meta")?.hazards ?? []) as string[];
  const all = [
    ...events.filter(({ kind }) => kind === "hazard").map(({ name, source, count }) => (
      { name, source, count: (count ?? 1) as number }
    )),
    ...[
      {
        name: "key-under-way",
        source: "commits and effects",
        count: pairsOf(events, stories, words, targets, effective),
      },
      {
        name: "rollback",
        source: "answers",
        count: stories.filter((s) => s.invoke?.rollback === true && words.fail(s)).length,
      },
      { name: "file-missing", source: "business clock", count: missingFiles(events) },
    ].filter(({ name, count }) => seen.includes(name) && count > 0),
  ];
  return Object.fromEntries(promises.map(({ name, hazards }) => {
    if (hazards === "operations") return [name, operationsOf(name, stories)];
    const own = all.filter((one) => hazards.includes(one.name as string));
    if (own.length === 0 && !hazards.some((one) => seen.includes(one))) return [name, null];
    const counts: Record<string, number> = {};
    for (const one of own) {
      const key = `${one.name} of ${one.source}`;
      counts[key] = (counts[key] ?? 0) + one.count;
    }
    return [name, counts];
  }));
}

function operationsOf(promise: string, stories: Story[]): Record<string, number> {
  const count =
    stories.filter(({ effects, asides, kinds }) =>
      promise === "no-corruption"
        ? effects.size > 0
        : promise === "no-contradiction"
        ? asides.length > 0
        : kinds.has("stored")
    ).length;
  return count === 0 ? {} : { "operation of history": count };
}

/** The keys with two operations under way across an effective fault, counted once for each such fault. */
function pairsOf(
  events: Event[],
  stories: Story[],
  words: NaiveWords,
  targets: string[] | null,
  effective: Record<string, boolean>,
): number {
  const underWay = underWayIn(words, targets);
  return faultsOf(events).filter(({ id }) => effective[id]).flatMap(({ begin, end }) => {
    const across = stories.filter((s) => words.inC(s) && underWay(s, begin!, end!));
    const keys = across.map((s) => nameOf(s.commit?.key) ?? nameOf(s.invoke?.key))
      .filter((key) => key !== null);
    return [...new Set(keys)].filter((key) => keys.filter((other) => other === key).length > 1);
  }).length;
}

function missingFiles(events: Event[]): number {
  const files = events.filter(({ kind }) => kind === "file");
  const checks = events.filter(({ kind, name, at }) =>
    kind === "clock" && name === "check" && numberOf(at) !== null
  );
  return checks.filter(({ date, at: check }) =>
    files.length > 0 &&
    !files.some((file) =>
      file.date === date && file.state === "loaded" && numberOf(file.at) !== null &&
      numberOf(file.at)! <= numberOf(check)!
    )
  ).length;
}
