/** Verdicts on what a target holds of its source, from the definitions alone; see `naive_judge.ts`. */
import { exactOf, nameOf, numberOf, type Story } from "./naive_story.ts";
import type { NaiveWords } from "./naive_words.ts";

export interface NaiveEnd {
  readonly truth: unknown;
  readonly targets: string[] | null;
  readonly hasHalt: boolean;
  /** Every line can be read, and all that can still move came to rest. */
  readonly isAtRest: boolean;
  /** Each halt is one that the variant allows. */
  readonly isHonestEnd: boolean;
  readonly isAfterTheEnd: (s: Story) => boolean;
}

export interface NaiveFinding {
  readonly name: string;
  readonly isBroken: boolean;
  readonly isDecided: boolean;
}

/** Those that are judged. */
export function naiveCopies(stories: Story[], words: NaiveWords, end: NaiveEnd): NaiveFinding[] {
  return [{ name: "no-silent-gap", ...naiveGap(stories, words, end) }];
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

/** How a missing operation stands to one that was applied. */
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
