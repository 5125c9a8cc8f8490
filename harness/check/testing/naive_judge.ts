/**
 * A second version of the checkers, for tests: slow, over plain event objects, written from the
 * definitions alone. It shares no code with the fast version.
 */
import { naiveCopies, type NaiveFinding } from "./naive_copies.ts";
import { naiveEffective } from "./naive_effective.ts";
import { naiveFeed } from "./naive_feed.ts";
import { areHaltsHonest, type Fault, faultsOf, type Phase, phaseOf } from "./naive_fault.ts";
import { isCompared, naiveLists } from "./naive_lists.ts";
import { type NaiveThreats, naiveThreats, type Named } from "./naive_threats.ts";
import { type Event, first, numberOf, storiesOf, type Story } from "./naive_story.ts";
import { type NaiveWords, wordsOn } from "./naive_words.ts";

export interface NaiveJudgement {
  verdict: string;
  /** Where no halt is allowed, a promise that was not seen to be broken is unknown. */
  doubtful: boolean;
  promises: Record<string, string>;
  /** The verdicts on copies of a source, where they are judged. */
  copies: Record<string, string>;
  /** The same, on a feed of files. */
  feed: Record<string, string>;
  /** The history is not one run: then nothing about it is certain. */
  isMixed: boolean;
  counts: Record<string, number>;
  anomalies: Record<string, { count: number; ops: number[] }>;
  threats: NaiveThreats;
  /** By the fault's id. */
  effective: Record<string, boolean>;
  caller: Sample[];
  endToEnd: Sample[];
  recoveryMs: number | null;
  outageMs: number | null;
  /** Number of lost operations, by the last station that saw them. */
  lostAt: Record<string, number>;
}

export interface Sample {
  phase: Phase;
  ms: number;
}

/**
 * @param events in the order of the files
 * @param unreadable the number of unreadable lines between them
 * @param named the promises whose hazards are counted
 * @param haltsUnder the faults after which a role may halt, if they are effective
 */
export function naiveJudge(
  events: Event[],
  unreadable: number,
  minimum: number,
  haltsUnder: readonly string[] = [],
  named: readonly Named[] = [],
): NaiveJudgement {
  const meta = events.findLast(({ kind }) => kind === "meta");
  const truth = meta?.truth ??
    (events.some(({ kind }) => kind === "commit") ? "commit" : "outcome");
  const targets = (meta?.targets as string[] | undefined) ?? null;
  const stories = storiesOf(events, targets);
  const marked = new Set(
    events.filter(({ kind }) => kind === "fault").flatMap(({ ops }) => (ops ?? []) as number[]),
  );
  const { saidToBeDrained, saidToRest, saidAt, hasHalt } = endOf(events);
  const drained = saidToBeDrained && !hasHalt;

  const words = wordsOn({ truth, targets, marked });
  const { inC, lostAtSource } = words;
  const end = { drained, unreadable, saidAt };
  const { lists, lost, pending, order, isAfterTheEnd } = naiveLists(stories, words, truth, end);
  const faults = faultsOf(events);
  const effective = naiveEffective(events, stories, words, targets);
  const isMixed = isNotOneRun(events) || stories.some((s) => s.isCommittedOtherwise);

  const isHonestEnd = areHaltsHonest(events, faults, effective, haltsUnder);
  const doubtfulAtRest = unreadable > 0 || Object.values(effective).includes(false) ||
    stories.filter(inC).length < minimum;
  const doubtful = doubtfulAtRest || !drained;
  const doubtfulHere = doubtfulAtRest || (isHonestEnd ? !saidToRest : !drained);
  const verdictOf = (anomaly: string, undecided = false) =>
    isMixed
      ? "unknown"
      : lists[anomaly].count > 0
      ? "broken"
      : doubtfulHere || undecided
      ? "unknown"
      : "kept";
  const promises: Record<string, string> = {
    ...(isHonestEnd ? {} : { "no-loss": verdictOf("lost", stories.some(pending)) }),
    "no-duplicate": verdictOf("duplicate"),
    "no-phantom": verdictOf("phantom"),
    "order-per-key": verdictOf("outOfOrder", order.isUnclear),
    "no-corruption": verdictOf("corrupted", !isCompared(stories, words)),
  };
  const isAtRest = unreadable === 0 && (hasHalt ? saidToRest : saidToBeDrained);
  const isMissingForGood = drained && unreadable === 0;
  const ends = { unreadable, hasHalt, isAtRest, isMissingForGood, isHonestEnd, isAfterTheEnd };
  const whole = { events, truth, targets, ...ends };
  const copies = verdictsOf(naiveCopies(stories, words, whole), isMixed, doubtfulHere);
  const feed = verdictsOf(naiveFeed(faults, whole), isMixed, doubtfulHere);
  const all = Object.values(promises);
  return {
    verdict: all.includes("broken") ? "broken" : all.includes("unknown") ? "unknown" : "kept",
    doubtful,
    isMixed,
    promises,
    copies,
    feed,
    counts: countsOf(stories, words),
    anomalies: lists,
    effective,
    threats: naiveThreats(events, stories, words, { targets, effective }, named),
    ...timesOf(stories, words, faults, targets),
    lostAt: lostPlaces(stories.filter(lost), lostAtSource),
  };
}

const verdictsOf = (findings: NaiveFinding[], isMixed: boolean, doubtful: boolean) =>
  Object.fromEntries(findings.map(({ name, isBroken, isDecided }) => {
    const kept = doubtful || !isDecided ? "unknown" : "kept";
    return [name, isMixed ? "unknown" : isBroken ? "broken" : kept];
  }));

function endOf(events: Event[]) {
  const drainedEvents = events.filter(({ kind }) => kind === "drained");
  const saidToBeDrained = drainedEvents.length > 0 &&
    drainedEvents.every(({ complete }) => complete === true);
  const saidToRest = drainedEvents.length > 0 &&
    drainedEvents.every(({ complete, atRest }) => complete === true || atRest === true);
  return {
    saidToBeDrained,
    saidToRest,
    saidAt: drainedEvents.map(({ at }) => numberOf(at)),
    hasHalt: events.some(({ kind }) => kind === "halted"),
  };
}

function isNotOneRun(events: Event[]): boolean {
  const metas = events.filter(({ kind }) => kind === "meta").map((
    { truth, targets, epochMs, hazards },
  ) => JSON.stringify([truth ?? null, targets ?? null, epochMs ?? null, hazards ?? null]));
  const invoked = events.filter(({ kind }) => kind === "invoke").map(({ op }) => op);
  return new Set(metas).size > 1 || new Set(invoked).size < invoked.length;
}

/** Counts lost operations by the last station that each reached: source, relay, broker, consumer or target. */
function lostPlaces(lost: Story[], atSource: (s: Story) => boolean): Record<string, number> {
  const places: Record<string, number> = {};
  for (const story of lost) {
    const rejected = story.places.some((place) => place !== "outbox");
    const place = atSource(story)
      ? "source"
      : story.effects.size > 0
      ? "target"
      : story.deliveries.size > 0 || rejected
      ? "consumer"
      : story.kinds.has("stored")
      ? "broker"
      : story.kinds.has("send") || story.kinds.has("marked")
      ? "relay"
      : "source";
    places[place] = (places[place] ?? 0) + 1;
  }
  return places;
}

function recovery(
  stories: Story[],
  ends: (number | null)[],
  arrival: (s: Story) => number | null,
): number | null {
  if (ends.length === 0 || ends.includes(null)) return null;
  const healed = Math.max(...ends as number[]);
  const arrivals: number[] = [];
  for (const story of stories) {
    const committed = numberOf(story.commit!.at);
    if (committed === null) return null;
    if (committed >= healed) continue;
    const at = arrival(story);
    if (at === null) return null;
    arrivals.push(at);
  }
  return arrivals.length === 0 ? null : Math.max(0, Math.max(...arrivals) - healed);
}

function outage(stories: Story[]): number | null {
  const times = stories.flatMap(({ outcome }) =>
    outcome?.kind === "ok" && outcome.at !== null ? [outcome.at] : []
  ).sort((a, b) => a - b);
  const starts = stories.flatMap(({ invoke, drop }) => {
    const start = numberOf(invoke?.planned) ?? numberOf(invoke?.at) ?? numberOf(drop?.planned);
    return start === null ? [] : [start];
  });
  if (times.length === 0) return null;
  const gaps = times.slice(1).map((time, i) => time - times[i]);
  const open = Math.max(...starts, -Infinity) - times.at(-1)!;
  if (open >= 0) gaps.push(open);
  return gaps.length === 0 ? null : Math.max(...gaps);
}

function countsOf(stories: Story[], words: NaiveWords): Record<string, number> {
  const { ok, fail, dropped, planned, uncertain, applied } = words;
  return {
    planned: stories.filter(planned).length,
    dropped: stories.filter(dropped).length,
    acknowledged: stories.filter(ok).length,
    failed: stories.filter(fail).length,
    indeterminate: stories.filter(uncertain).length,
    committed: stories.filter(({ commit }) => commit !== undefined).length,
    applied: stories.filter(applied).length,
    failedYetCommitted: stories.filter((s) => fail(s) && s.commit !== undefined).length,
  };
}

function timesOf(
  stories: Story[],
  { applied, everywhere }: NaiveWords,
  faults: Fault[],
  targets: string[] | null,
) {
  const arrival = (s: Story) => {
    const lists = [...s.effects].filter(([target]) => targets?.includes(target) ?? true);
    const ats = lists.map(([, list]) => first(list).at);
    return ats.length === 0 || ats.includes(null) ? null : Math.max(...ats as number[]);
  };
  const samples = (from: (s: Story) => number | null, to: (s: Story) => number | null) =>
    stories.flatMap((s): Sample[] => {
      const begin = from(s);
      const end = to(s);
      if (begin === null || end === null) return [];
      return [{ phase: phaseOf(faults, begin, end), ms: end - begin }];
    });
  return {
    caller: samples((s) => numberOf(s.invoke?.planned), (s) => s.outcome?.at ?? null),
    endToEnd: samples(
      (s) => numberOf(s.commit?.at),
      (s) => everywhere(s) ? arrival(s) : null,
    ),
    recoveryMs: recovery(
      stories.filter((s) => s.commit !== undefined && applied(s)),
      faults.map(({ end }) => end),
      arrival,
    ),
    outageMs: outage(stories),
  };
}
