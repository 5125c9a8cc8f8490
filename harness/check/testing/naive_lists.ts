/** The lists of anomalies, computed naively. */
import { nameOf, numberOf, type Story } from "./naive_story.ts";
import { naiveOrder } from "./naive_order.ts";
import type { NaiveWords } from "./naive_words.ts";

type Lists = Record<string, { count: number; ops: number[] }>;

export interface NaiveEnd {
  readonly drained: boolean;
  readonly unreadable: number;
  /** Times at which the history says that all was drained. */
  readonly saidAt: (number | null)[];
}

const once = (is: (s: Story) => boolean) => (s: Story) => is(s) ? 1 : 0;

export function naiveLists(
  stories: Story[],
  words: NaiveWords,
  truth: unknown,
  { drained, unreadable, saidAt }: NaiveEnd,
) {
  const { uncertain, inC, applied, missing, phantom } = words;
  const lists: Lists = {};
  const list = (name: string, count: (s: Story) => number) => {
    const hit = stories.filter((s) => count(s) > 0);
    lists[name] = {
      count: hit.reduce((sum, s) => sum + count(s), 0),
      ops: hit.map(({ op }) => op).sort((a, b) => a - b).slice(0, 100),
    };
  };
  const isAfterTheEnd = (s: Story) => {
    const happened = s.commit === undefined ? s.outcome?.at ?? null : numberOf(s.commit.at);
    return happened !== null &&
      saidAt.every((end) => end !== null && happened > end);
  };
  const isForGood = (s: Story) => drained && unreadable === 0 && !isAfterTheEnd(s);
  const lost = (s: Story) => missing(s) && isForGood(s);
  const pending = (s: Story) => missing(s) && !isForGood(s);
  list("lost", once(lost));
  list("pending", once(pending));
  list("duplicate", (s) => [...s.effects.values()].reduce((sum, list) => sum + list.length - 1, 0));
  list("redelivered", (s) => [...s.deliveries.values()].reduce((sum, count) => sum + count - 1, 0));
  list("phantom", once((s) => unreadable === 0 && phantom(s)));
  list("recovered", once((s) => uncertain(s) && applied(s) && (inC(s) || truth === "outcome")));
  list("aside", once((s) => s.asides.length > 0));
  const order = naiveOrder(stories.filter((s) => !phantom(s) && s.asides.length === 0));
  list("outOfOrder", once((s) => order.late.has(s.op)));
  list("corrupted", once(isCorrupted));
  return { lists, lost, pending, order, isAfterTheEnd };
}

const comparable = (s: Story) =>
  s.invoke !== undefined && Object.hasOwn(s.invoke, "value") ? [...s.effects.values()].flat() : [];

const owners = (s: Story) =>
  [nameOf(s.invoke?.key), nameOf(s.commit?.key)].filter((key) => key !== null);

const elsewhere = (s: Story) => {
  const keys = [...s.effects.values()].flat().map(({ key }) => key);
  return owners(s).some((owner) => keys.some((key) => key !== null && key !== owner));
};

const isCorrupted = (s: Story) =>
  elsewhere(s) || comparable(s).some((e) => e.hasValue && e.value !== s.invoke!.value);

const isComparable = (s: Story) =>
  s.invoke !== undefined && Object.hasOwn(s.invoke, "value") &&
  [...s.effects.values()].flat().every(({ hasValue, key }) =>
    hasValue && (key === null) === (owners(s).length === 0)
  );

/** Whether something was applied and every effect can be compared. */
export const isCompared = (stories: Story[], { applied }: NaiveWords): boolean =>
  stories.some(applied) && stories.filter(applied).every(isComparable);
