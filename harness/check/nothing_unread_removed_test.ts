/** Files of a feed that were sent, by hand: where each of them is. */
import assert from "node:assert/strict";
import { file } from "./testing/feed_cases.ts";
import { drained, type Event, fault, judged, sound } from "./testing/hand_written.ts";

const claims = [{ name: "nothing-unread-removed", under: "any" as const }];
const again = (state: string) => file(state, { attempt: 2, name: "points-2026-03-29-2.csv" });

async function verdictOf(more: Event[], events = sound, haltsUnder: string[] = []) {
  const { promises: [{ verdict, why }] } = await judged([...events, ...more], {
    claims,
    haltsUnder,
  });
  return [verdict, why];
}

const gone = "1 file sent, not loaded, and in no folder: points-2026-03-29-1.csv";

Deno.test("a file that was sent is loaded, or lies in a folder", async () => {
  assert.deepEqual(await verdictOf([file("sent")]), ["broken", gone]);
  assert.deepEqual(await verdictOf([file("sent"), file("loaded", { at: 9 })]), [
    "kept",
    "1 file sent: each is loaded",
  ]);
  for (const place of ["inbox", "done", "rejected", "aside", "lost"]) {
    assert.deepEqual(await verdictOf([file(place), file("sent")]), [
      "kept",
      "1 file sent: 0 loaded, 1 not loaded and still in a folder",
    ]);
  }
});

Deno.test("a later attempt of the same day does not replace an earlier one", async () => {
  const both = [file("sent"), again("sent"), again("loaded"), again("done")];
  assert.deepEqual(await verdictOf(both), ["broken", gone]);
  assert.deepEqual(await verdictOf([...both, file("aside")]), [
    "kept",
    "2 files sent: 1 loaded, 1 not loaded and still in a folder",
  ]);
  const otherDay = file("loaded", { date: "2026-03-28" });
  assert.deepEqual(await verdictOf([file("sent"), otherDay]), ["broken", gone]);
});

Deno.test("without a file that was sent nothing can be said", async () => {
  const nothing = ["unknown", "nobody says that a file was sent"];
  assert.deepEqual(await verdictOf([]), nothing);
  assert.deepEqual(await verdictOf([file("loaded"), file("inbox")]), nothing);
});

Deno.test("a file is not called gone before all came to rest", async () => {
  const undrained = [...sound.slice(0, -1), { ...drained, complete: false, why: "backlog" }];
  assert.deepEqual(await verdictOf([file("sent")], undrained), [
    "unknown",
    `not drained (backlog); ${gone}`,
  ]);
  assert.equal((await verdictOf([file("sent"), { kind: "ok", op: -1 }]))[0], "unknown");
});

Deno.test("a halt excuses no file that is gone", async () => {
  const rest = { ...drained, complete: false, why: "relay halted", atRest: true };
  const halt: Event[] = [
    ...fault("f", 5, 50),
    { at: 60, kind: "halted", role: "relay", why: "the host key is another" },
  ];
  const resting = [...sound.slice(0, -1), ...halt, rest];
  assert.deepEqual(await verdictOf([file("sent")], resting, ["kill-relay"]), ["broken", gone]);
  const waiting = [file("sent"), file("inbox")];
  assert.equal((await verdictOf(waiting, resting, ["kill-relay"]))[0], "kept");
  assert.equal((await verdictOf(waiting, resting))[0], "unknown", "nobody allows this halt");
});

Deno.test("many files that are gone are counted, and the first are named", async () => {
  const files = Array.from(
    { length: 12 },
    (_, i) => file("sent", { attempt: i + 1, name: `${i + 1}.csv` }),
  );
  const { promises: [{ reasons: [{ files: named, count }], why }] } = await judged(
    [...sound, ...files],
    { claims },
  );
  assert.deepEqual([count, (named as unknown[]).length], [12, 10]);
  assert.match(why, /in no folder: 1\.csv; 2\.csv; 3\.csv; and 9 more files$/);
});
