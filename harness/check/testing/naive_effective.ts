/** Which faults prove something, computed naively. */
import { faultsOf, hasMoved, heldFrom } from "./naive_fault.ts";
import { earliest, type Event, first, numberOf, type Story } from "./naive_story.ts";
import type { NaiveWords } from "./naive_words.ts";

export function naiveEffective(
  events: Event[],
  stories: Story[],
  words: NaiveWords,
  targets: string[] | null,
): Record<string, boolean> {
  const faults = faultsOf(events);
  const underWay = underWayIn(words, targets);
  return Object.fromEntries(faults.map((fault) => {
    const { id, begin, end, touched } = fault;
    return [
      id,
      !fault.ineffective && !hasMoved(fault, faults, events) &&
      (touched ?? 0) > 0 && begin !== null && end !== null &&
      stories.some((s) => underWay(s, begin, end)) &&
      stories.some((s) => underWay(s, heldFrom(fault, begin, end), end)),
    ];
  }));
}

export function underWayIn(words: NaiveWords, targets: string[] | null) {
  const { dropped, planned, uncertain, inC, applied, everywhere, excused } = words;
  return (s: Story, begin: number, end: number): boolean => {
    const told = numberOf(s.invoke?.planned) ?? numberOf(s.invoke?.at) ??
      numberOf(s.drop?.planned);
    const start = told ?? earliest([
      numberOf(s.commit?.at),
      s.outcome?.at ?? null,
      ...[...s.effects.values()].map((list) => first(list).at),
    ]);
    if (start === null || start >= end) return false;
    if (!planned(s) && s.commit === undefined) return false;
    if (dropped(s) && s.commit === undefined) return false;
    const later = (at: number | null) => {
      if (at !== null) return at > begin;
      const committed = numberOf(s.commit?.at);
      return (told !== null && told >= begin) || (committed !== null && committed >= begin);
    };
    const firsts = [...s.effects].filter(([target]) =>
      !inC(s) || targets === null || targets.includes(target)
    ).map(([, list]) => first(list).at);
    if (firsts.some(later)) return true;
    if (inC(s) && !everywhere(s)) {
      return excused(s) ? later(earliest(s.asides)) : true;
    }
    if (applied(s)) return false;
    if (uncertain(s) && s.outcome === null) return true;
    return later(s.outcome?.at ?? null);
  };
}
