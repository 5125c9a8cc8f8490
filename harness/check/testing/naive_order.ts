/** The order of each key, pair by pair; see `naive_judge.ts`. */
import { type Effect, type Exact, exactOf, first, nameOf, type Story } from "./naive_story.ts";

interface Place {
  op: number;
  key: string | null;
  seq: Exact | null;
  effect: Effect;
}

/** The operations that came too late, and whether the order of some is not known. */
export function naiveOrder(stories: Story[]): { late: Set<number>; isUnclear: boolean } {
  const late = new Set<number>();
  let isUnclear = false;
  for (const target of new Set(stories.flatMap(({ effects }) => [...effects.keys()]))) {
    const places = stories.filter(({ effects }) => effects.has(target))
      .map((story) => placeOf(story, target));
    // An operation without a key may belong to any key.
    isUnclear ||= places.length > 1 && places.some(({ key }) => key === null);
    for (const key of new Set(places.map(({ key }) => key))) {
      const ofKey = places.filter((place) => place.key === key);
      isUnclear ||= ofKey.length > 1 && ofKey.some(({ seq }) => seq === null);
      if (key !== null) {
        isUnclear = pairs(ofKey.filter(({ seq }) => seq !== null), late) || isUnclear;
      }
    }
  }
  return { late, isUnclear };
}

function placeOf(story: Story, target: string): Place {
  const effect = first(story.effects.get(target)!);
  const key = nameOf(story.commit?.key) ?? effect.key ?? nameOf(story.invoke?.key);
  return { op: story.op, key, seq: exactOf(story.commit?.seq) ?? effect.seq, effect };
}

/** Adds late operations; returns whether two of them cannot be compared. */
function pairs(places: Place[], late: Set<number>): boolean {
  let isUnclear = false;
  const isNumbered = places.every(({ effect }) => effect.n !== null);
  const at = ({ effect }: Place): Exact => isNumbered ? effect.n! : effect.place;
  for (const one of places) {
    for (const other of places) {
      if (one === other) continue;
      const isEqual = (a: Exact, b: Exact) => !(a < b) && !(a > b);
      isUnclear ||= isEqual(at(one), at(other)) || isEqual(one.seq!, other.seq!);
      if (at(other) < at(one) && other.seq! > one.seq!) late.add(one.op);
    }
  }
  return isUnclear;
}
