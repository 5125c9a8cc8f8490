/** `asynclab check` as a user runs it: its words, its files and its exit codes. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { readCheckResult } from "../../harness/matrix/read_result.ts";
import { cacheDir } from "../../harness/host/cache.ts";
import { type Folder, folder } from "../../testing/asynclab.ts";

const local = ["--runtime", "local"];
const json = ["--report", "json=result.json"];
const resultIn = (here: Folder) => readCheckResult(join(here.path, "result.json"));

/** A login service that takes logins and commits none. */
const idle = "sh -c 'echo ready; exec sleep 600'";

Deno.test("wrong words get one sentence and 64 or 66, and start nothing", async () => {
  await using here = await folder();
  await Deno.writeTextFile(join(here.path, "torn.jsonl"), '{"schema": 1, "matr\\nx\\n');
  const wrong: [string, RegExp, number?][] = [
    ["--shard 3/2", /--shard cannot be '3\/2'; it must be I\/N/],
    ["--matrix quik", /There is no matrix 'quik'. Did you mean 'quick'\?/],
    ["outboks", /There is no lab 'outboks'. Did you mean 'outbox'\?/],
    ["outbox/statu", /There is no variant 'statu' of outbox. Did you mean 'status'\?/],
    ["sync --broker kafka", /sync has no brokers to choose from/],
    ["outbox --broker kafca", /There is no broker 'kafca'. Did you mean 'kafka'\?/],
    ["--faults kill-brokr", /There is no fault 'kill-brokr'. Did you mean 'kill-broker'\?/],
    [
      "sync --faults kill-broker",
      /No case of sync in the matrix quick has the fault 'kill-broker'; /,
    ],
    ["outbox/status messaging/event --broker redis-pubsub", /has no case of 'outbox\/status' with/],
    ["outbox/status outbox/last-id --faults kill-broker", /has no case of 'outbox\/last-id' with/],
    ["messaging/no-confirms --broker kafka,rabbitmq", /has no case of 'kafka' with/],
    ["outbox --matrix full --faults kill-broker,points-error", /no case of 'points-error' with/],
    ["--role rellay=x", /No lab has the role 'rellay'; /],
    ["messaging --role coupon=x", /No sound variant among messaging runs the role 'coupon'; /],
    ["--budget 10", /--budget cannot be '10'; it must be a duration/],
    ["--report foo=x", /There is no report form 'foo'/],
    ["--report json=nowhere/x.json", /There is no folder 'nowhere'/],
    ["--baseline nothing.json", /There is no file 'nothing.json'/, 66],
    ["--resume torn.jsonl", /Cannot resume from 'torn.jsonl'/],
  ];
  const ends = await here.inOneProcess(wrong.map(([words]) => ["check", ...words.split(" ")]));
  for (const [i, [words, sentence, code = 64]] of wrong.entries()) {
    const ended = ends[i];
    assert.equal(ended.code, code, `${words}: ${ended.stderr}`);
    assert.match(ended.stderr, sentence);
    assert.equal(ended.stderr.trim().split("\n").length, 1, ended.stderr);
  }
  assert.deepEqual(await here.runs(), []);
});

Deno.test("a check whose budget ends early keeps finished cases, and --resume runs the others", async () => {
  await using here = await folder();
  // Variants without a bound in time: a slow machine leaves none of their cases undecided.
  const targets = ["sync/compensate", "sync/all-or-nothing"];
  const options = [...local, ...json, "--resume", "done.jsonl", "--lanes", "1"];
  const words = ["check", ...targets, ...options];
  const first = await here.asynclab(...words, "--budget", "3s");
  assert.equal(first.code, 2, first.stderr);
  const before = await resultIn(here);
  assert(before.cases.length > 0 && before.cases.length < before.planned, first.stdout);
  assert(before.cases.every(({ right }) => right), first.stdout);
  const other = await here.asynclab("check", "thread", ...options);
  assert.equal(other.code, 64);
  const belongs = `'done.jsonl' belongs to a check with targets ${JSON.stringify(targets)}, `;
  assert(other.stderr.includes(`${belongs}and this check has ["thread"]`), other.stderr);

  const second = await here.asynclab(...words);
  assert.equal(second.code, 0, second.stdout + second.stderr);
  const after = await resultIn(here);
  assert.equal(after.cases.length, after.planned);
  const runs = (cases: typeof after.cases) => cases.map(({ run }) => run);
  for (const run of runs(before.cases)) assert(runs(after.cases).includes(run));
  assert.equal(after.resumed, before.cases.length);
  assert.match(second.stdout, /from an earlier check, not run now/);
});

Deno.test("a check that cannot begin replaces the report of an earlier check", async () => {
  await using here = await folder();
  await Deno.writeTextFile(join(here.path, "result.json"), "green, of yesterday");
  // A file in the place of the folder: no check can make the folder.
  await Deno.writeTextFile(join(here.path, ".asynclab"), "");
  const { code, stderr } = await here.asynclab("check", "sync", ...local, ...json);
  assert.equal(code, 69, stderr);
  const { cases, planned } = await resultIn(here);
  assert.equal(cases.length, 0);
  assert(planned > 0);
});

Deno.test("a program that does nothing makes a case wrong", async () => {
  await using here = await folder();
  const words = ["check", "outbox", "--broker", "redis-streams", ...local, ...json];
  const { code, stdout, stderr } = await here.asynclab(
    ...words,
    ...["--faults", "worst-case", "--role", `relay=${idle}`],
  );
  assert.equal(code, 1, stdout + stderr);
  // A note says which failpoint is left out, because the program has none.
  assert.match(stderr, /is left out: relay is a command of yours and has no failpoints/);
  const { cases } = await resultIn(here);
  assert.deepEqual(cases.map(({ variant, verdict }) => `${variant} ${verdict}`), ["status broken"]);
  assert.match(stdout, /outbox\/status redis-streams worst-case seed 1/);
  // The folder of a case that is not right is kept, with its report.
  const report = join(here.path, ".asynclab/runs", cases[0].run, "report.html");
  assert((await Deno.stat(report)).isFile);
});

Deno.test("an interrupted check reports and keeps finished cases, and leaves nothing", async () => {
  await using here = await folder();
  const child = here.start(
    "check",
    "sync",
    ...local,
    ...json,
    "--lanes",
    "1",
    "--resume",
    "r.jsonl",
  );
  const resume = join(here.path, "r.jsonl");
  const lines = async () => (await Deno.readTextFile(resume).catch(() => "")).split("\n").length;
  while (await lines() < 3) await new Promise((resolve) => setTimeout(resolve, 100));
  child.kill("SIGINT");
  const { code } = await child.status;
  assert.equal(code, 130);
  const { cases, planned } = await resultIn(here);
  assert(cases.length > 0 && cases.length < planned);
  // No data of finished or interrupted runs is left.
  const left = [...Deno.readDirSync(join(cacheDir(), "runs"))].map(({ name }) => name);
  const [check] = [...Deno.readDirSync(join(here.path, ".asynclab/checks"))];
  assert(check !== undefined);
  assert.deepEqual(left.filter((name) => name.startsWith(check.name)), []);
});
