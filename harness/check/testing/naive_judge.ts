/**
 * The checkers once more, for tests: slow, over plain event objects, written from the definitions
 * alone and sharing no code with the fast ones.
 */
import {
  earliest,
  type Event,
  first,
  nameOf,
  numberOf,
  storiesOf,
  type Story,
} from "./naive_story.ts";
import {
  areHaltsHonest,
  faultsOf,
  hasMoved,
  heldFrom,
  type Phase,
  phaseOf,
} from "./naive_fault.ts";
import { naiveOrder } from "./naive_order.ts";

export interface NaiveJudgement {
  verdict: string;
  /** Nothing that was not seen to be broken can be called kept, where nobody may halt. */
  doubtful: boolean;
  promises: Record<string, string>;
  /** It is not one run: then nothing of it is certain. */
  isMixed: boolean;
  counts: Record<string, number>;
  anomalies: Record<string, { count: number; ops: number[] }>;
  /** By the fault's id. */
  effective: Record<string, boolean>;
  caller: Sample[];
  endToEnd: Sample[];
  recoveryMs: number | null;
  outageMs: number | null;
  /** Number of lost operations by the last that saw them. */
  lostAt: Record<string, number>;
}

export interface Sample {
  phase: Phase;
  ms: number;
}

/**
 * `events` in the order of the files; `unreadable` lines stood between them. After an effective one
 * of the faults `haltsUnder` a role may halt.
 */
export function naiveJudge(
  events: Event[],
  unreadable: number,
  minimum: number,
  haltsUnder: readonly string[] = [],
): NaiveJudgement {
  const meta = events.findLast(({ kind }) => kind === "meta");
  const truth = meta?.truth ??
    (events.some(({ kind }) => kind === "commit") ? "commit" : "outcome");
  const targets = (meta?.targets as string[] | undefined) ?? null;
  const stories = storiesOf(events, targets);
  const marked = new Set(
    events.filter(({ kind }) => kind === "fault").flatMap(({ ops }) => (ops ?? []) as number[]),
  );
  const drainedEvents = events.filter(({ kind }) => kind === "drained");
  const saidToBeDrained = drainedEvents.length > 0 &&
    drainedEvents.every(({ complete }) => complete === true);
  const saidToRest = drainedEvents.length > 0 &&
    drainedEvents.every(({ complete, atRest }) => complete === true || atRest === true);
  const hasHalt = events.some(({ kind }) => kind === "halted");
  const drained = saidToBeDrained && !hasHalt;

  const ok = (s: Story) => s.kinds.has("ok");
  const fail = (s: Story) => s.kinds.has("fail") && !ok(s);
  const dropped = (s: Story) =>
    s.drop !== undefined && !["ok", "fail", "info"].some((kind) => s.kinds.has(kind));
  const planned = (s: Story) =>
    ["invoke", "drop", "ok", "fail", "info"].some((k) => s.kinds.has(k));
  const uncertain = (s: Story) => planned(s) && !ok(s) && !fail(s) && !dropped(s);
  const inC = (s: Story) => truth === "commit" ? s.commit !== undefined : ok(s);
  const applied = (s: Story) => s.effects.size > 0;
  const everywhere = (s: Story) =>
    targets === null ? applied(s) : targets.every((target) => s.effects.has(target));
  const lacking = (s: Story) => targets?.filter((target) => !s.effects.has(target)) ?? [];
  const excused = (s: Story) =>
    marked.has(s.op) && s.places.length > 0 &&
    (s.places.some((place) => !targets?.includes(place)) ||
      (lacking(s).length > 0 && lacking(s).every((target) => s.places.includes(target))));
  const lostAtSource = (s: Story) => truth === "commit" && ok(s) && !inC(s);
  const missing = (s: Story) => lostAtSource(s) || (inC(s) && !everywhere(s) && !excused(s));
  const phantom = (s: Story) => applied(s) && !inC(s) && !(truth === "outcome" && uncertain(s));

  const lists: Record<string, { count: number; ops: number[] }> = {};
  const list = (name: string, count: (s: Story) => number) => {
    const hit = stories.filter((s) => count(s) > 0);
    lists[name] = {
      count: hit.reduce((sum, s) => sum + count(s), 0),
      ops: hit.map(({ op }) => op).sort((a, b) => a - b).slice(0, 100),
    };
  };
  const once = (is: (s: Story) => boolean) => (s: Story) => is(s) ? 1 : 0;
  const saidAt = drainedEvents.map(({ at }) => numberOf(at));
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
  const comparable = (s: Story) =>
    s.invoke !== undefined && Object.hasOwn(s.invoke, "value")
      ? [...s.effects.values()].flat()
      : [];
  const owners = (s: Story) =>
    [nameOf(s.invoke?.key), nameOf(s.commit?.key)].filter((key) => key !== null);
  const elsewhere = (s: Story) => {
    const keys = [...s.effects.values()].flat().map(({ key }) => key);
    return owners(s).some((owner) => keys.some((key) => key !== null && key !== owner));
  };
  list(
    "corrupted",
    once((s) =>
      elsewhere(s) || comparable(s).some((e) => e.hasValue && e.value !== s.invoke!.value)
    ),
  );
  const isComparable = (s: Story) =>
    s.invoke !== undefined && Object.hasOwn(s.invoke, "value") &&
    [...s.effects.values()].flat().every(({ hasValue, key }) =>
      hasValue && (key === null) === (owners(s).length === 0)
    );
  const isCompared = stories.some(applied) && stories.filter(applied).every(isComparable);

  const faults = faultsOf(events);
  const underWay = (s: Story, begin: number, end: number) => {
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
  const effective = Object.fromEntries(faults.map((fault) => {
    const { id, begin, end, touched } = fault;
    return [
      id,
      !fault.ineffective && !hasMoved(fault, faults, events) &&
      (touched ?? 0) > 0 && begin !== null && end !== null &&
      stories.some((s) => underWay(s, begin, end)) &&
      stories.some((s) => underWay(s, heldFrom(fault, begin, end), end)),
    ];
  }));
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
    "no-corruption": verdictOf("corrupted", !isCompared),
  };
  const all = Object.values(promises);
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
    verdict: all.includes("broken") ? "broken" : all.includes("unknown") ? "unknown" : "kept",
    doubtful,
    isMixed,
    promises,
    counts: {
      planned: stories.filter(planned).length,
      dropped: stories.filter(dropped).length,
      acknowledged: stories.filter(ok).length,
      failed: stories.filter(fail).length,
      indeterminate: stories.filter(uncertain).length,
      committed: stories.filter(({ commit }) => commit !== undefined).length,
      applied: stories.filter(applied).length,
      failedYetCommitted: stories.filter((s) => fail(s) && s.commit !== undefined).length,
    },
    anomalies: lists,
    effective,
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
    lostAt: lostPlaces(stories.filter(lost), lostAtSource),
  };
}

function isNotOneRun(events: Event[]): boolean {
  const metas = events.filter(({ kind }) => kind === "meta").map(({ truth, targets, epochMs }) =>
    JSON.stringify([truth ?? null, targets ?? null, epochMs ?? null])
  );
  const invoked = events.filter(({ kind }) => kind === "invoke").map(({ op }) => op);
  return new Set(metas).size > 1 || new Set(invoked).size < invoked.length;
}

/** The last of source, relay, broker, consumer and target that each of them came to. */
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
