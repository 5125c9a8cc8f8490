/** Hand-written standstills: which break the promise, and which leave it undecided. */
import assert from "node:assert/strict";
import type { Claim } from "../contract/lab.ts";
import { readHistory } from "../history/read.ts";
import { judge } from "./judge.ts";
import {
  asRun,
  commit,
  drained,
  type Event,
  fault,
  happy,
  invoke,
  judged,
  meta,
  ok,
  sound,
  withRunFolder,
} from "./testing/hand_written.ts";

const claims: Claim[] = [{ name: "progresses", under: "any", limit: 15_000 }];
const stood = (ms: number, fields: Event = {}): Event => (
  { at: 20_000, kind: "standstill", fromMs: 1_000, toMs: 1_000 + ms, backlog: 3, lag: 0, ...fields }
);
const stuck: Event[] = [
  ...[meta, ...happy(0), invoke(1), commit(1), ok(1)],
  { ...drained, complete: false, why: "all stands still; backlog 1" },
];

async function verdictOf(events: Event[], given: Claim[] = claims) {
  const { promises: [{ verdict, why }] } = await judged(events, { claims: given });
  return { verdict, why };
}

Deno.test("a standstill longer than the limit breaks the promise, drained or not", async () => {
  const why =
    "waiting work (backlog 3, consumer lag 0) stood still for 15.1 s, above 15 s, while " +
    "every server answered and every role was ready";
  assert.deepEqual(await verdictOf([...stuck, stood(15_100)]), { verdict: "broken", why });
  assert.deepEqual(await verdictOf([...sound, stood(15_100)]), { verdict: "broken", why });
  const late = [...stuck, ...fault("f", 5, 30), stood(15_000.001)];
  assert.equal((await verdictOf(late)).verdict, "broken", "after a fault too");
});

Deno.test("up to the limit, progresses is kept if all came to rest, else unknown", async () => {
  assert.deepEqual(await verdictOf([...sound, stood(15_000)]), {
    verdict: "kept",
    why: "waiting work (backlog 3, consumer lag 0) stood still for 15 s, at most 15 s promised",
  });
  assert.deepEqual(await verdictOf([...sound, stood(0, { backlog: 0, lag: null })]), {
    verdict: "kept",
    why: "no waiting work stood still, at most 15 s promised",
  });
  const open = await verdictOf([...stuck, stood(9_000, { watchedMs: 60_000 })]);
  assert.equal(open.verdict, "unknown");
  assert.doesNotMatch(open.why, /--drain-timeout/);
});

Deno.test("the reason says if the drain was shorter than the limit", async () => {
  const { verdict, why } = await verdictOf([...stuck, stood(4_900, { watchedMs: 5_000 })]);
  assert.equal(verdict, "unknown");
  assert.match(why, /watched for 5 s, and the limit is 15 s: --drain-timeout must be longer$/);
  const halted = { at: 60, kind: "halted", role: "relay", why: "the slot is gone" };
  const halt = await verdictOf([...stuck, stood(0, { watchedMs: 500 }), halted]);
  assert.deepEqual([halt.verdict, /drain-timeout/.test(halt.why)], ["unknown", false]);
  const all = await verdictOf([...sound, stood(100, { watchedMs: 500 })]);
  assert.equal(all.verdict, "kept", "where all came to rest nothing waits any more");
});

Deno.test("the longest of several standstills counts, in any order", async () => {
  for (const events of [[stood(20_000), stood(10)], [stood(10), stood(20_000)]]) {
    assert.equal((await verdictOf([...sound, ...events])).verdict, "broken");
  }
});

Deno.test("a doubtful standstill, or a slow machine, leaves progresses undecided", async () => {
  const books = "relay may keep books of its own";
  const doubted = await verdictOf([...stuck, stood(20_000, { doubt: books })]);
  assert.equal(doubted.verdict, "unknown");
  assert.match(doubted.why, /stood still for 20 s, but relay may keep books of its own$/);
  const late = stuck.map((event) => event.kind === "invoke" ? { ...event, at: 1_500 } : event);
  const slow = await verdictOf([...late, stood(20_000)]);
  assert.equal(slow.verdict, "unknown");
  assert.match(slow.why, /but the load itself was late: p99 1.5 s$/);
});

Deno.test("a history without a standstill, and a claim without a limit, leave progresses undecided", async () => {
  assert.deepEqual(await verdictOf(sound), {
    verdict: "unknown",
    why: "the history does not say how long anything stood still",
  });
  const unlimited: Claim[] = [{ name: "progresses", under: "any" }];
  assert.equal((await verdictOf([...sound, stood(1)], unlimited)).verdict, "unknown");
});

Deno.test("progresses is not judged after a halt that the variant allows", async () => {
  const halted = { at: 60, kind: "halted", role: "relay", why: "the slot is gone" };
  const events = [...stuck, ...fault("f", 5, 30), halted];
  const judgement = await judged(events, { claims, haltsUnder: ["kill-relay"] });
  assert.deepEqual(judgement.promises, []);
  assert.deepEqual(judgement.notJudged, claims);
});

Deno.test("only the harness is believed about a standstill", async () => {
  const files = { ...asRun([...sound, stood(0)]), "relay-1.jsonl": [stood(20_000)] };
  await withRunFolder(files, async (folder) => {
    const facts = await readHistory(folder);
    assert.equal(judge(facts, { claims, minimumOperations: 1 }).verdict, "kept");
    assert.deepEqual(facts.unbelieved, [{ role: "relay", kind: "standstill", count: 1 }]);
  });
});

Deno.test("a malformed standstill makes its line unreadable", async () => {
  const wrong: Event[] = [
    ...[{ fromMs: 9, toMs: 8 }, { backlog: undefined }, { backlog: -1 }, { toMs: null }],
    ...[{ lag: "many" }, { watchedMs: true }, { doubt: 5 }],
  ];
  for (const fields of wrong) {
    const { doubts } = await judged([...sound, stood(1, fields)], { claims });
    assert.match(doubts[0], /cannot be read \(it (is a standstill|has no number)/);
  }
});
