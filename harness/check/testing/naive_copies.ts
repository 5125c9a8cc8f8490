/** Verdicts on copies of a source, computed from the definitions alone; see `naive_judge.ts`. */
import { type Event, exactOf, nameOf, numberOf, type Story } from "./naive_story.ts";
import type { NaiveWords } from "./naive_words.ts";

export interface NaiveEnd {
  readonly events: readonly Event[];
  readonly truth: unknown;
  readonly targets: string[] | null;
  readonly hasHalt: boolean;
  /** Every line can be read, and all that can still move came to rest. */
  readonly isAtRest: boolean;
  readonly unreadable: number;
  /** No missing event will come any more. */
  readonly isMissingForGood: boolean;
  /** There are halts, and the variant allows each of them. */
  readonly isHonestEnd: boolean;
  readonly isAfterTheEnd: (s: Story) => boolean;
}

/** The limit of `bounded-retention`, in bytes. */
export const retentionLimit = 5;

export interface NaiveFinding {
  readonly name: string;
  readonly isBroken: boolean;
  readonly isDecided: boolean;
}

/** The findings on the promises that are judged. */
export function naiveCopies(stories: Story[], words: NaiveWords, end: NaiveEnd): NaiveFinding[] {
  return [
    { name: "no-silent-gap", ...naiveGap(stories, words, end) },
    { name: "whole-transactions", ...naiveWhole(stories, end) },
    ...(end.isHonestEnd ? [] : [{ name: "replica-equal", ...naiveReplica(end) }]),
    { name: "bounded-retention", ...naiveRetention(stories, words, end) },
  ];
}

function naiveGap(stories: Story[], words: NaiveWords, end: NaiveEnd) {
  const { truth, targets, hasHalt, isAtRest, isAfterTheEnd } = end;
  if (truth !== "commit") return { isBroken: false, isDecided: false };
  const { inC, applied, missing, lostAtSource } = words;
  const all = stories.filter(missing);
  const gone = all.filter((s) => isAtRest && !isAfterTheEnd(s));
  if (!hasHalt) return { isBroken: gone.length > 0, isDecided: all.length === 0 };
  const relations = (targets ?? [null]).flatMap((target) => {
    const isIn = (s: Story) => target === null ? applied(s) : s.effects.has(target);
    const arrived = stories.filter((s) => inC(s) && isIn(s));
    return gone.filter((s) => !isIn(s)).flatMap((one) =>
      arrived.map((other) => relation(one, other, arrived))
    );
  });
  return {
    isBroken: relations.includes("passed"),
    isDecided: gone.length === all.length && !gone.some(lostAtSource) &&
      !relations.includes("unknown"),
  };
}

/** `passed`: the applied operation is later than the missing one. `later`: the missing one is later. */
function relation(one: Story, other: Story, arrived: Story[]): "passed" | "later" | "unknown" {
  const at = numberOf(one.commit?.at);
  const written = numberOf(other.commit?.written);
  if (at !== null && written !== null && at < written) return "passed";
  const [key, seq] = placeOf(one);
  const [itsKey, itsSeq] = placeOf(other);
  const isOrdered = key !== null && key === itsKey && seq !== null && itsSeq !== null;
  if (isOrdered && seq < itsSeq) return "passed";
  if (at !== null && written !== null) return "later";
  // Two operations with one seq: nothing is known of the order of that key.
  const isTwice = arrived.some((s) => {
    const [name, number] = placeOf(s);
    return name === key && number !== null && seq !== null && !(number < seq) && !(number > seq);
  });
  return isOrdered && !isTwice ? "later" : "unknown";
}

const placeOf = ({ commit }: Story) => [nameOf(commit?.key), exactOf(commit?.seq)] as const;

function naiveWhole(stories: Story[], end: NaiveEnd) {
  const { events, targets } = end;
  const changes = events.filter(({ kind }) => kind === "change");
  const applied = events.filter(({ kind }) => kind === "applied");
  const ops = new Set([...changes, ...applied].map(({ op }) => op));
  const looks = [...ops].map((op) => {
    const story = stories.find((s) => s.op === op);
    const own = changes.filter((event) => event.op === op);
    const here = applied.filter((event) => event.op === op);
    const isForGood = end.isMissingForGood && !(story !== undefined && end.isAfterTheEnd(story));
    return { ...lookAt(own, here, isForGood), isUnknown: isUnknown(own, here, story, targets) };
  });
  return {
    isBroken: changes.length > 0 && looks.some(({ isBroken }) => isBroken),
    isDecided: changes.length > 0 && applied.length > 0 &&
      looks.every(({ isDecided, isUnknown }) => isDecided && !isUnknown),
  };
}

/** @param here the changes of one operation that were applied, in any target */
function lookAt(changes: Event[], here: Event[], isForGood: boolean) {
  const sizes = [...new Set(changes.map(({ of }) => of as number))];
  const size = sizes.length === 1 ? sizes[0] : null;
  const all = Array.from({ length: size ?? 0 }, (_, i) => i);
  const places = [...Map.groupBy(here, ({ target }) => target).values()];
  const isSplit = places.some((list) => list.some(({ txid }) => txid !== list[0].txid));
  const isUnmade = size !== null && here.some(({ i }) => (i as number) >= size);
  const isInPart = places.some((list) => all.some((i) => list.every((event) => event.i !== i)));
  const isNamed = size !== null && all.every((i) => changes.some((event) => event.i === i));
  return {
    isBroken: isSplit || isUnmade || (isInPart && isForGood),
    isDecided: !isInPart && (isNamed || here.length === 0),
  };
}

/** Whether the operation has an effect in a target, but no event says which changes this target applied. */
function isUnknown(
  changes: Event[],
  here: Event[],
  story: Story | undefined,
  targets: string[] | null,
): boolean {
  if (changes.length === 0 || story === undefined) return false;
  if (targets === null) return story.effects.size > 0 && here.length === 0;
  return targets.some((target) =>
    story.effects.has(target) && !here.some((event) => event.target === target)
  );
}

function naiveReplica({ events, isMissingForGood }: NaiveEnd) {
  const replicas = events.filter(({ kind }) => kind === "replica");
  const differs = replicas.some(({ missing, extra, different }) =>
    missing !== 0 || extra !== 0 || different !== 0
  );
  return { isBroken: differs && isMissingForGood, isDecided: replicas.length > 0 && !differs };
}

function naiveRetention(
  stories: Story[],
  { planned, dropped }: NaiveWords,
  { events, hasHalt, unreadable }: NaiveEnd,
) {
  const isUnsent = stories.filter(dropped).length * 100 > stories.filter(planned).length;
  const sizes = events.filter(({ kind }) => kind === "retention").map(({ bytes }) =>
    bytes as number
  );
  if (sizes.length < 2) return { isBroken: false, isDecided: false };
  const isAbove = sizes.some((bytes) => bytes > retentionLimit);
  return {
    isBroken: isAbove && !hasHalt && unreadable === 0,
    isDecided: isAbove ? hasHalt : !isUnsent,
  };
}
