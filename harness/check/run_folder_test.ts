import assert from "node:assert/strict";
import { join } from "node:path";
import { readCurves } from "../history/curves.ts";
import { readHistory } from "../history/read.ts";
import { storyOf } from "../history/story.ts";
import { judge, type Judgement } from "./judge.ts";
import {
  all,
  asRun,
  commit,
  counts,
  drained,
  effect,
  type Event,
  fault,
  happy,
  invoke,
  meta,
  ok,
  sound,
  withRunFolder,
} from "./testing/hand_written.ts";

type Files = Readonly<Record<string, readonly (Event | string)[]>>;

async function judgedRun(files: Files, prepare = async (_: string) => {}): Promise<Judgement> {
  return await withRunFolder(files, async (folder) => {
    await prepare(join(folder, "history"));
    return judge(await readHistory(folder), { claims: all, minimumOperations: 1 });
  });
}

const lossy = [meta, ...happy(0), invoke(1), commit(1), ok(1), ...happy(2), drained];

Deno.test("an effect in a role's file is not believed: a lost operation stays lost", async () => {
  const judgement = await judgedRun({ ...asRun(lossy), "relay-1.jsonl": [effect(1), effect(2)] });
  assert.equal(judgement.verdict, "broken");
  assert.deepEqual(counts(judgement), { lost: 1 });
  assert.deepEqual(judgement.unbelieved, [{ role: "relay", kind: "effect", count: 2 }]);
});

Deno.test("the promises of a sound system are kept, whatever its roles write", async () => {
  const lies: Event[] = [
    { ...meta, targets: ["elsewhere"] },
    { ...drained, complete: false },
    ...[0, 1, 2].flatMap((op) => [effect(op, op + 7), { ...invoke(op), value: "x" }, commit(op)]),
    ...["drop", "ok", "fail", "info", "aside", "stored", "marked"].map((kind) => (
      { at: 3, kind, op: 1, where: "outbox" }
    )),
    { at: 5, kind: "fault", id: "f", name: "kill-relay", target: "relay", phase: "begin" },
    { at: 5, kind: "join", target: "newsletter", fromMs: 0 },
    { at: 5, kind: "process", role: "points", phase: "ready" },
    { at: 5, kind: "sample", role: "relay", rssBytes: 2 ** 40 },
  ];
  const judgement = await judgedRun({ ...asRun(sound), "relay#2-3.jsonl": lies });
  assert.equal(judgement.verdict, "kept");
  assert.deepEqual(counts(judgement), {});
  const count = judgement.unbelieved.reduce((sum, { count }) => sum + count, 0);
  assert.equal(count, lies.length);
  assert.ok(judgement.unbelieved.every(({ role }) => role === "relay#2"));
});

Deno.test("each file is believed for its own kinds: an effect in the load's file does not count", async () => {
  const files = asRun(lossy);
  const judgement = await judgedRun({
    ...files,
    "load.jsonl": [...files["load.jsonl"], effect(1)],
  });
  assert.deepEqual(counts(judgement), { lost: 1 });
  assert.deepEqual(judgement.unbelieved, [{ role: "load.jsonl", kind: "effect", count: 1 }]);
});

Deno.test("an event in a role's file counts as that role's, even if it names another role", async () => {
  const deliver = { at: 40, kind: "deliver", op: 0, role: "points" };
  const files = {
    ...asRun(sound),
    "points-1.jsonl": [deliver],
    "relay-1.jsonl": [deliver, { ...deliver, kind: "send", role: "points" }],
  };
  const judgement = await judgedRun(files);
  assert.deepEqual(counts(judgement), {}, "two roles got it, once each");
  await withRunFolder(files, async (folder) => {
    assert.deepEqual((await readHistory(folder)).senders, ["relay"]);
    const story = (await storyOf(folder, [0])).get(0)!;
    const roles = story.filter(({ role }) => role !== undefined).map((
      { kind, role },
    ) => [kind, role]);
    assert.deepEqual(roles.sort(), [["deliver", "points"], ["deliver", "relay"], [
      "send",
      "relay",
    ]]);
  });
});

Deno.test("no folder, link, device or garbage at the path of a role's events changes the verdict", async () => {
  const garbage = [
    "INFO sent 1",
    "{",
    '{"kind":"send","op":-1}',
    '{"at":"10:15","kind":"send","op":1}',
  ];
  const judgement = await judgedRun(
    { ...asRun(sound), "relay-1.jsonl": [...garbage, "\0\0"] },
    async (history) => {
      await Deno.mkdir(join(history, "relay-2.jsonl"));
      await Deno.symlink("/nowhere", join(history, "relay-3.jsonl"));
      await Deno.symlink("relay-4.jsonl", join(history, "relay-4.jsonl"));
      await Deno.symlink("/dev/zero", join(history, "relay-5.jsonl"));
      await Deno.symlink("x".repeat(256), join(history, "relay-7.jsonl"));
      await new Deno.Command("mkfifo", { args: [join(history, "relay-6.jsonl")] }).output();
    },
  );
  assert.equal(judgement.verdict, "kept");
  assert.deepEqual(judgement.doubts, []);
  const told = judgement.unread.map(({ role, lines, line, why }) => [role, lines, line, why]);
  assert.deepEqual(told, [
    ["relay", garbage.length + 1, 1, "is not JSON"],
    ["relay", null, null, "is a folder"],
    ...[3, 4].map(() => ["relay", null, null, "is a link to nothing"]),
    ...[5, 6].map(() => ["relay", null, null, "is not a regular file"]),
    ["relay", null, null, "cannot be reached"],
  ]);
});

Deno.test("an unreadable line of the audit leaves missing operations undecided", async () => {
  const files = asRun([...lossy, effect(0, 9)]);
  const judgement = await judgedRun({ ...files, "audit.jsonl": [...files["audit.jsonl"], "?"] });
  const verdict = (name: string) => judgement.promises.find((one) => one.name === name)!.verdict;
  assert.deepEqual(["no-loss", "no-duplicate"].map(verdict), ["unknown", "broken"]);
  assert.deepEqual(counts(judgement), { duplicate: 1, pending: 1 });
});

Deno.test("a role's events outside the time of the run are counted, but not drawn", async () => {
  const send = (op: number, at: unknown) => ({ at, kind: "send", op, role: "relay", attempt: 1 });
  const times = [1.7e12, 1.7e9, -3.6e6, 365 * 86_400e3, "2026-01-01T00:00:00"];
  const files = {
    ...asRun(sound),
    "relay-1.jsonl": [send(0, 12), ...times.map((at) => send(1, at))],
  };
  await withRunFolder(files, async (folder) => {
    const curves = await readCurves(await readHistory(folder));
    assert.deepEqual([curves.bucketMs, curves.sent[0]], [100, 1]);
    assert.deepEqual(curves.outside, [{ writer: "relay", count: 4 }]);
    assert.ok(curves.sent.length <= 10);
  });
  const { verdict } = await judgedRun(files);
  assert.equal(verdict, "kept");
});

Deno.test("an event in the wrong file is left out of curves, stories and movements", async () => {
  const still = [{ role: "relay", kinds: ["stored", "effect"], fromMs: 6, toMs: 900 }];
  const files = asRun([...lossy, ...fault("f", 5, 900, { still })]);
  // The time of a `stored` event comes from the message, so its sender chose it.
  const stored = (op: number, at: number) => ({ at, kind: "stored", op, topic: "t", offset: op });
  await withRunFolder({
    ...files,
    "audit.jsonl": [...files["audit.jsonl"], stored(0, 1e12)],
    "relay-1.jsonl": [
      ...[effect(1), { ...effect(1), at: 700, note: [] }, stored(1, 800)],
      { at: 1e9, kind: "send", op: 1, role: "relay", attempt: 1 },
    ],
  }, async (folder) => {
    const facts = await readHistory(folder);
    assert.deepEqual(facts.faults[0].moved, []);
    const story = (await storyOf(folder, [1])).get(1)!;
    assert.deepEqual(story.map(({ kind }) => kind), ["invoke", "commit", "ok", "send"]);
    const curves = await readCurves(facts);
    assert.equal(curves.applied.reduce((sum, count) => sum + count, 0), 2);
    assert.deepEqual(curves.outside, [{ writer: "relay", count: 1 }]);
  });
});

Deno.test("in a folder that no run wrote, every file may have events of every kind", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const lines = sound.map((event) => `${JSON.stringify(event)}\n`);
    await Deno.writeTextFile(join(folder, "relay-1.jsonl"), lines.join(""));
    const judgement = judge(await readHistory(folder), { claims: all, minimumOperations: 1 });
    assert.equal(judgement.verdict, "kept");
    assert.deepEqual(judgement.unbelieved, []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a run's history is recognized by its file names, even if it was copied without run.json", async () => {
  const files: Files = { ...asRun(lossy), "relay-1.jsonl": [effect(1)] };
  await withRunFolder(files, async (folder) => {
    await Deno.remove(join(folder, "run.json"));
    for (const path of [folder, join(folder, "history")]) {
      const judgement = judge(await readHistory(path), { claims: all, minimumOperations: 1 });
      assert.deepEqual(counts(judgement), { lost: 1 });
    }
  });
});
