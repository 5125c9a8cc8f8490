import assert from "node:assert/strict";
import { join } from "node:path";
import { checkers } from "../../harness/check/mod.ts";
import { resultSchema } from "../../harness/report/result.ts";
import { folder } from "../../testing/asynclab.ts";

const testdata = join(import.meta.dirname!, "../../harness/check/testdata");

/** Judges one after the other in one process: a process for each would cost half a second. */
async function analyzed(...lines: string[][]) {
  await using here = await folder();
  return await here.inOneProcess(lines.map((words) => ["analyze", ...words]));
}

/** The command in a process of its own. */
async function asynclab(...args: string[]) {
  await using here = await folder();
  return await here.asynclab(...args);
}

Deno.test("every example ends with the exit code of its verdict, as text and as JSON", async () => {
  const expected = JSON.parse(await Deno.readTextFile(join(testdata, "expected.json")));
  for (const name of ["kept", "lost", "unknown-not-drained"]) {
    const path = join(testdata, `${name}.jsonl`);
    const { verdict, counts } = expected[name];
    const code = { kept: 0, broken: 1, unknown: 2 }[verdict as string];
    const [text, json] = await analyzed([path], ["--json", path]);
    assert.deepEqual([text.code, text.stderr], [code, ""]);
    assert.ok(text.stdout.startsWith(verdict.toUpperCase()));
    assert.deepEqual([json.code, json.stderr], [code, ""]);
    const result = resultSchema.parse(JSON.parse(json.stdout));
    assert.equal(result.verdict, verdict);
    for (const [anomaly, count] of Object.entries(counts)) {
      assert.equal(result.anomalies[anomaly as "lost"].count, count);
    }
  }
});

Deno.test("--promises judges only the named promises; an unknown name is wrong usage, with a hint", async () => {
  const path = join(testdata, "duplicate.jsonl");
  const { code, stdout } = await asynclab(
    "analyze",
    path,
    "--promises",
    "no-loss, order-per-key",
    "--json",
  );
  assert.equal(code, 0);
  const result = resultSchema.parse(JSON.parse(stdout));
  assert.deepEqual(result.promises.map(({ name }) => name), ["no-loss", "order-per-key"]);
  assert.equal(result.anomalies.duplicate.standing, "observed");
  const wrong = await asynclab("analyze", path, "--promises", "no-los");
  assert.deepEqual([wrong.code, wrong.stdout], [64, ""]);
  assert.match(
    wrong.stderr,
    /^asynclab: There is no promise 'no-los'. Did you mean 'no-loss'\? There is: /,
  );
  assert.equal((await asynclab("analyze", path, "--promises", ",")).code, 64);
});

Deno.test("a promise is judged by its limit; a missing or superfluous limit is wrong usage", async () => {
  const path = join(testdata, "kept.jsonl");
  const { code, stdout } = await asynclab(
    ...["analyze", path, "--json", "--promises", "caller-survives,bounded-wait=1s,bounded-wait=1s"],
  );
  assert.equal(code, 2, "the example has too few operations to tell a percentile");
  const { promises } = resultSchema.parse(JSON.parse(stdout));
  assert.deepEqual(promises.map(({ name, verdict }) => `${name} ${verdict}`), [
    "caller-survives kept",
    "bounded-wait unknown",
  ]);
  const wrong: [string, RegExp][] = [
    ["bounded-wait", /^--promises bounded-wait needs a limit, like bounded-wait=1s\n$/],
    ["bounded-memory", /^--promises bounded-memory needs a limit, like bounded-memory=128MiB\n$/],
    ["no-loss=3", /^--promises cannot be 'no-loss=3'; it must be no-loss, without a limit\n$/],
    ["no-loss=", /^--promises cannot be 'no-loss='; it must be no-loss, without a limit\n$/],
    ["bounded-wait=128MiB", /^--promises bounded-wait cannot be '128MiB'; it must be a duration/],
    ["bounded-memory=1s", /^--promises bounded-memory cannot be '1s'; it must be a size above 0/],
    ["bounded-memory=1MiB=", /^--promises bounded-memory cannot be '1MiB='/],
    ["bounded-wait=1s,bounded-wait=2s", /^--promises gives bounded-wait two limits; leave one/],
    ["bounded-wiat=1s", /^There is no promise 'bounded-wiat'. Did you mean 'bounded-wait'\?/],
  ];
  const ends = await analyzed(...wrong.map(([words]) => [path, "--promises", words]));
  for (const [i, [words, want]] of wrong.entries()) {
    const { code, stdout, stderr } = ends[i];
    assert.deepEqual([code, stdout], [64, ""], words);
    assert.match(stderr.replace(/^asynclab: /, ""), want);
  }
});

Deno.test("the help lists every promise, and how its limit is written", async () => {
  const { stdout } = await asynclab("analyze", "--help");
  for (const { name, summary } of checkers) {
    assert.match(stdout, new RegExp(`^  ${name}(=\\w+)? +${RegExp.escape(summary)}$`, "m"));
  }
  assert.match(stdout, /bounded-memory=128MiB /);
});

Deno.test("a missing, empty or foreign history gets one sentence and the right exit code", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const missing = await asynclab("analyze", join(folder, "nope.jsonl"));
    assert.equal(missing.code, 66);
    assert.equal(missing.stderr.trim().split("\n").length, 1);
    assert.equal((await asynclab("analyze", folder)).code, 66);
    const path = join(folder, "history.jsonl");
    await Deno.writeTextFile(path, "");
    const empty = await asynclab("analyze", path);
    assert.equal(empty.code, 2);
    assert.match(empty.stdout, /^UNKNOWN {2}the history is empty/);
    await Deno.writeFile(path, Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0a, 0x00, 0xff));
    const foreign = await asynclab("analyze", path);
    assert.equal(foreign.code, 2);
    assert.match(foreign.stdout, /^UNKNOWN {2}line 1 of .*history\.jsonl cannot be read/);
    await Deno.writeTextFile(path, "x".repeat(10 << 20) + "\n");
    const long = await asynclab("analyze", path);
    assert.equal(long.code, 2);
    assert.ok(long.stdout.length < 2000, "a long line is not repeated");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the report on a history from a pipe tells the stories of its operations", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const pipe = join(folder, "pipe");
    await new Deno.Command("mkfifo", { args: [pipe] }).output();
    const bytes = await Deno.readFile(join(testdata, "lost.jsonl"));
    const [{ code, stdout }] = await Promise.all([
      asynclab("analyze", pipe),
      Deno.writeFile(pipe, bytes, { create: false }),
    ]);
    assert.equal(code, 1);
    assert.match(stdout, /op \d+: lost\n[^]*invoke[^]*and then nothing: no effect/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the report on a twin that broke no promise says that the twin is known to be broken", async () => {
  const plan = {
    run: "r",
    lab: "outbox",
    broker: "kafka",
    variant: "mark-before-send",
    seed: 1,
    runtime: "local",
  };
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "run.json"), JSON.stringify(plan));
    await Deno.mkdir(join(folder, "history"));
    const { code, stdout } = await asynclabOn(folder);
    assert.equal(code, 2, "too few operations for a run of the lab");
    assert.match(stdout, /\nmark-before-send is known to be broken \(no-loss\); this run did not/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a run's folder with a halt that its variant does not name is undecided", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "run.json"), JSON.stringify({ lab: "of another age" }));
    await Deno.mkdir(join(folder, "history"));
    const why = "the slot is gone";
    const halted = JSON.stringify({ at: 9_000, kind: "halted", role: "relay", why });
    const { code, stdout } = await asynclabOn(folder, halted);
    assert.equal(code, 2);
    assert.match(stdout, /^UNKNOWN {2}relay halted: the slot is gone\n/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** Judges the example history `kept` as the history of a run in this folder. */
async function asynclabOn(folder: string, ...further: string[]) {
  const text = await Deno.readTextFile(join(testdata, "kept.jsonl"));
  const events = [...text.trim().split("\n"), ...further];
  const files: [string, RegExp][] = [
    ["000-run.jsonl", /"kind": ?"(meta|drained|halted)"/],
    ["load.jsonl", /"kind": "(invoke|ok)"/],
    ["audit.jsonl", /"kind": "(commit|effect)"/],
  ];
  for (const [name, kinds] of files) {
    const lines = events.filter((line) => kinds.test(line)).map((line) => `${line}\n`);
    await Deno.writeTextFile(join(folder, "history", name), lines.join(""));
  }
  return await asynclab("analyze", folder);
}
