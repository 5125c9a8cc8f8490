import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { readHistory } from "../history/read.ts";
import { aboutNothing, resultSchema, toResult } from "../report/result.ts";
import { wordOf } from "../report/words/mod.ts";
import { judge, type Judgement } from "./judge.ts";
import type { Latency } from "./latency.ts";
import { checkers, defaultPromises } from "./mod.ts";
import type { Phrase } from "./phrase.ts";
import {
  naiveCallers,
  naiveContradictions,
  naiveGrowth,
  naiveStandstill,
  naiveUnsent,
} from "./testing/naive_callers.ts";
import { verdicts } from "./testing/hand_written.ts";
import { retentionLimit } from "./testing/naive_copies.ts";
import { naiveJudge, type Sample } from "./testing/naive_judge.ts";
import type { NaiveThreats } from "./testing/naive_threats.ts";
import { believedOf, liesOf, type Written } from "./testing/naive_story.ts";
import { randomEvents, seldom } from "./testing/random_history.ts";
import { choices, spelled } from "./testing/spelling.ts";
import type { Event } from "./testing/random_slips.ts";

const claims = defaultPromises.map((name) => ({ name, under: "any" as const }));
const growthLimit = 5;
const standstillLimit = 5;
const further = [
  { name: "caller-survives", under: "any" as const },
  { name: "bounded-memory", under: "any" as const, limit: growthLimit },
  { name: "no-contradiction", under: "any" as const },
  { name: "progresses", under: "any" as const, limit: standstillLimit },
];
const copies = ["no-silent-gap", "whole-transactions", "replica-equal", "bounded-retention"]
  .map((name) => ({ name, under: "any" as const, limit: retentionLimit }));
const ofFeeds = ["on-time", "totals-agree", "nothing-unread-removed"]
  .map((name) => ({ name, under: "any" as const }));
const garbage = [
  "not json",
  '{"at": 1, "kind": "ok"}',
  "[1]",
  '{"at":1,"kind":"ok","op":-1}',
  "{}",
];

Deno.test("the fast judge and the naive one agree on every random history", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await fc.assert(
      fc.asyncProperty(
        randomEvents,
        fc.integer(),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        seldom(fc.constantFrom(...garbage)),
        fc.subarray(["kill-relay", "poison-message"]),
        async (events, seed, files, minimum, bad, haltsUnder) => {
          const spread = files === 0 ? spreadAsRun : spreadOver(files);
          const { written, unreadable } = await write(folder, events, seed, spread, bad);
          const believed = files === 0 ? believedOf(written) : written.map(({ event }) => event);
          const facts = await readHistory(folder);
          const judgement = judge(facts, { claims, minimumOperations: minimum, haltsUnder });
          const naive = naiveJudge(believed, unreadable, minimum, haltsUnder, named);
          compare(judgement, naive);
          const lies = judgement.unbelieved.map((
            { role, kind, count },
          ) => [`${role} ${kind}`, count]);
          assert.deepEqual(Object.fromEntries(lies), files === 0 ? liesOf(written) : {});
          const others = judge(facts, { claims: further, minimumOperations: minimum });
          compareFurther(others, naive, believed, unreadable);
          const ofCopies = judge(facts, { claims: copies, minimumOperations: minimum, haltsUnder });
          assert.deepEqual(verdicts(ofCopies), naive.copies);
          const ofFeed = judge(facts, { claims: ofFeeds, minimumOperations: minimum, haltsUnder });
          assert.deepEqual(verdicts(ofFeed), naive.feed);
          for (const one of [judgement, others, ofCopies, ofFeed]) {
            mustBeWorded(one);
            if (!naive.isMixed) compareThreats(one, naive.threats);
            resultSchema.parse(toResult(one, aboutNothing));
          }
        },
      ),
      { numRuns: 1_000 },
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** The names in the catalogue, without any code of it. */
const named = checkers.map(({ name, threatenedBy }) => ({
  name,
  hazards: threatenedBy === "operations" ? threatenedBy : threatenedBy.map(({ name }) => name),
}));

function compareThreats({ promises }: Judgement, naive: NaiveThreats): void {
  for (const { name, threatened } of promises) {
    const counts = threatened && Object.fromEntries(
      threatened.hazards.map(({ name, source, count }) => [`${name} of ${source}`, count]),
    );
    assert.deepEqual(counts, naive[name], name);
    const sum = Object.values(counts ?? {}).reduce((sum, count) => sum + count, 0);
    assert.equal(threatened?.count ?? 0, sum, name);
  }
}

/** Asserts that every phrase is JSON and has words. */
function mustBeWorded({ promises, doubts, mixed, faults }: Judgement): void {
  const phrases: Phrase[] = [
    ...promises.flatMap(({ reasons }) => reasons),
    ...[...doubts, ...mixed],
    ...faults.flatMap(({ why }) => why === null ? [] : [why]),
  ];
  assert.deepEqual(JSON.parse(JSON.stringify(phrases)), phrases);
  for (const phrase of phrases) assert.notEqual(wordOf(phrase), "", phrase.code);
  for (const { reasons } of promises) assert(reasons.length > 0);
}

type Choose = (below: number) => number;
/** Spreads events over files; some files may stay empty. */
type Spread = (events: Event[], choose: Choose) => Map<string, Event[]>;

const spreadOver = (files: number): Spread => (events, choose) => {
  const parts = new Map(["0.jsonl", "1.jsonl", "2.jsonl"].map((file) => [file, [] as Event[]]));
  for (const event of events) parts.get(`${choose(files)}.jsonl`)!.push(event);
  return parts;
};

const owners: Record<string, string> = {
  ...{ meta: "000-run", fault: "000-run", drained: "000-run", sample: "000-run" },
  ...{
    halted: "000-run",
    hazard: "000-run",
    standstill: "000-run",
    retention: "000-run",
    clock: "000-run",
  },
  ...{ traffic: "000-run" },
  ...{ commit: "audit", effect: "audit", aside: "audit", stored: "audit", marked: "audit" },
  ...{ change: "audit", applied: "audit", replica: "audit", totals: "audit", file: "audit" },
  ...{ invoke: "load", drop: "load", ok: "load", fail: "load", info: "load" },
};

/** The files of a run: each event in its writer's file, and sometimes in a file that is not believed for its kind. */
const spreadAsRun: Spread = (events, choose) => {
  const files = ["000-run", "audit", "load", "points-1", "relay#2-3"];
  const parts = new Map(files.map((file) => [`${file}.jsonl`, [] as Event[]]));
  for (const event of events) {
    const lie = choose(8);
    const file = lie === 0 ? files[choose(files.length)] : owners[event.kind];
    parts.get(`${file ?? files[3 + choose(2)]}.jsonl`)!.push(event);
    if (lie === 1) parts.get(`${files[3 + choose(2)]}.jsonl`)!.push(event);
  }
  return parts;
};

/** Writes the files; returns the events in the order in which they will be read. */
async function write(
  folder: string,
  events: Event[],
  seed: number,
  spread: Spread,
  bad: string | null,
): Promise<{ written: Written[]; unreadable: number }> {
  for (const { name } of Deno.readDirSync(folder)) await Deno.remove(join(folder, name));
  const choose = choices(seed);
  const parts = spread(events, choose);
  // Some kinds are not believed in this file: the reader does not check their lines.
  const mayHold = (file: string) => !bad?.includes('"ok"') || /^(\d\.|load)/.test(file);
  const places = [...parts.keys()].filter(mayHold);
  const badFile = places[choose(places.length)];
  for (const [file, part] of parts) {
    const lines = part.map((event) => spelled(event, choose));
    if (file === badFile && bad !== null) lines.splice(choose(lines.length + 1), 0, bad);
    if (choose(4) === 0) lines.splice(choose(lines.length + 1), 0, "  ");
    const torn = choose(4) === 0 ? '{"at": 80, "kind": "effe' : "";
    const end = lines.length > 0 && (torn !== "" || choose(2) === 0) ? "\n" : "";
    await Deno.writeTextFile(join(folder, file), lines.join("\n") + end + torn);
  }
  return {
    written: [...parts].flatMap(([file, part]) => part.map((event) => ({ file, event }))),
    unreadable: bad === null || badFile.includes("-") && badFile !== "000-run.jsonl" ? 0 : 1,
  };
}

function compareFurther(
  judgement: Judgement,
  { doubtful, isMixed, counts }: ReturnType<typeof naiveJudge>,
  events: Event[],
  unreadable: number,
): void {
  const verdicts = judgement.promises.map(({ verdict }) => verdict);
  if (isMixed) return assert(verdicts.every((verdict) => verdict === "unknown"));
  const { callers, failed, seenToFail, sent, isLoadLate } = naiveCallers(events);
  const early = events.some(({ kind }) => kind === "fault") ? callers.before.failed : 0;
  const growth = naiveGrowth(events);
  const stood = naiveStandstill(events);
  const stoodTooLong = (stood?.ms ?? 0) > standstillLimit;
  const isBlamed = stoodTooLong && !stood!.isDoubted && !isLoadLate;
  const verdictOf = (isBroken: boolean, isDecided: boolean) =>
    isBroken ? "broken" : doubtful || !isDecided ? "unknown" : "kept";
  const allSent = !naiveUnsent(counts);
  const isAnswered = sent > 0 && early === 0 && allSent;
  const hasFailed = unreadable === 0 ? failed > early : seenToFail > 0;
  assert.deepEqual(judgement.callers, callers);
  assert.deepEqual(verdicts, [
    hasFailed && isLoadLate ? "unknown" : verdictOf(hasFailed, isAnswered),
    verdictOf(growth !== null && growth > growthLimit, growth !== null && allSent),
    verdictOf(naiveContradictions(events) > 0, true),
    verdictOf(isBlamed, stood !== null && !stoodTooLong),
  ]);
}

function compare(
  judgement: Judgement,
  { doubtful: _, copies: __, feed: ___, threats: ____, isMixed, ...naive }: ReturnType<
    typeof naiveJudge
  >,
): void {
  const { verdict } = judgement;
  const promises = Object.fromEntries(
    judgement.promises.map(({ name, verdict }) => [name, verdict]),
  );
  if (isMixed) {
    return assert.deepEqual({ verdict, promises }, {
      verdict: naive.verdict,
      promises: naive.promises,
    });
  }
  const anomalies = Object.fromEntries(
    Object.entries(judgement.anomalies).map(([name, { count, ops }]) => [name, { count, ops }]),
  );
  assert.deepEqual(
    {
      verdict,
      promises,
      counts: judgement.counts,
      anomalies,
      effective: Object.fromEntries(judgement.faults.map(({ id, effective }) => [id, effective])),
      caller: judgement.latencyMs.caller,
      endToEnd: judgement.latencyMs.endToEnd,
      recoveryMs: judgement.recoveryMs,
      outageMs: judgement.outageMs,
      lostAt: Object.fromEntries(judgement.lostAt),
    },
    { ...naive, caller: latencyOf(naive.caller), endToEnd: latencyOf(naive.endToEnd) },
  );
}

function latencyOf(samples: Sample[]): Latency | null {
  if (samples.length === 0) return null;
  const of = (phase?: string) => {
    const values = samples.filter((sample) => phase === undefined || sample.phase === phase)
      .map(({ ms }) => ms).sort((a, b) => a - b);
    // The smallest value that is not below this share of all values.
    const at = (share: number) =>
      values.find((_, i) => (i + 1) / values.length >= share - 1e-12) ?? null;
    return {
      count: values.length,
      p50: at(0.5),
      p90: at(0.9),
      p99: at(0.99),
      p999: at(0.999),
      p9999: at(0.9999),
      max: values.at(-1) ?? null,
    };
  };
  return { all: of(), before: of("before"), during: of("during"), after: of("after") };
}
