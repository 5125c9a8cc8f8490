/**
 * A server that hangs, a full disk or a removed folder is not a bug of the harness. A run then prints
 * one sentence, exits 69 and leaves nothing, within the limits of `harness/limits.ts`.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { exitCode } from "../harness/errors.ts";
import { type Folder, folder, type Outcome } from "../testing/asynclab.ts";
import { freeze } from "../testing/freeze.ts";
import { untilGone } from "../testing/traces.ts";

const short = ["--runtime", "local", "--messages", "60", "--rate", "60", "--drain-timeout", "2s"];

interface Trouble {
  readonly lab: string;
  readonly phase: string;
  /** Makes the trouble; resolves with the number of things that it touched. */
  make(here: Folder, run: string): Promise<number>;
}

/** Makes the trouble in a run; resolves when the run has ended and nothing of it is left. */
async function troubled(here: Folder, { lab, phase, make }: Trouble): Promise<Outcome> {
  let made: Promise<number> = Promise.resolve(0);
  let runs: string[] = [];
  const outcome = await here.watched(["run", lab, ...short], (name) => {
    if (name !== phase) return;
    made = here.runs().then((all) => make(here, (runs = all)[0]));
  });
  assert(await made > 0, `no trouble was made in phase ${phase}: ${outcome.stderr}`);
  await untilGone(runs);
  return outcome;
}

function assertOneSentence({ code, stdout, stderr }: Outcome, says: RegExp): void {
  assert.equal(code, exitCode.unavailable, stderr);
  assert.equal(stdout, "");
  const sentences = stderr.split("\n").filter((line) => line.startsWith("asynclab: "));
  assert.equal(sentences.length, 1, stderr);
  assert.match(sentences[0], says);
  assert(!/\n {4}at /.test(stderr), `a stack trace: ${stderr}`);
}

const frozen = [
  { lab: "sync", server: "target", kind: "postgres", phase: "drain" },
  { lab: "outbox", server: "broker", kind: "kafka", phase: "audit" },
];

// The runs are concurrent, because they mostly wait and need no processor.
Deno.test("a run names a frozen server and takes all servers down", async (t) => {
  const cells = await Promise.all(frozen.map(async (cell) => {
    await using here = await folder();
    const make = (_: Folder, run: string) => freeze(run, cell.server);
    const outcome = await troubled(here, { ...cell, make });
    const history = join(here.path, ".asynclab/runs", (await here.runs())[0], "history");
    const files = [...Deno.readDirSync(history)].map(({ name }) => name);
    return { cell, outcome, files, kept: outcome.stderr.includes(here.path) };
  }));
  for (const { cell: { lab, server, kind, phase }, outcome, files, kept } of cells) {
    await t.step(`the run names ${kind} of ${lab} when frozen in phase ${phase}`, () => {
      assertOneSentence(outcome, new RegExp(`${server} \\(${kind}\\) stopped answering .*judged`));
      assert(
        kept && files.includes("load.jsonl"),
        "the history is not there, or the sentence does not name it",
      );
    });
  }
});

Deno.test("a run names its folder when somebody removes the folder during the run", async () => {
  await using here = await folder();
  const make = async ({ path }: Folder) => {
    await Deno.remove(join(path, ".asynclab"), { recursive: true });
    return 1;
  };
  const outcome = await troubled(here, { lab: "sync", phase: "drive", make });
  assertOneSentence(
    outcome,
    /The run's folder .* was removed while the run went on \(phase drive\)/,
  );
});

const mount = (...args: string[]) => spawnSync("mount", args, { stdio: "ignore" }).status === 0;
const unmount = (path: string) => spawnSync("umount", ["--lazy", path], { stdio: "ignore" });

/** Whether this user may mount a disk, tried once: in a container even root may not. */
const mayMount = (() => {
  const path = Deno.makeTempDirSync({ prefix: "asynclab-test-" });
  const may = mount("-t", "tmpfs", "none", path);
  if (may) unmount(path);
  Deno.removeSync(path);
  return may;
})();

Deno.test({
  name: `a run names a full disk${mayMount ? "" : " (ignored: this user may mount no disk)"}`,
  ignore: !mayMount,
  async fn() {
    await using here = await folder();
    const path = join(here.path, ".asynclab");
    await Deno.mkdir(path);
    assert(mount("-t", "tmpfs", "-o", "size=120k", "none", path));
    try {
      const words = ["run", "sync", ...short, "--messages", "900", "--rate", "450"];
      const outcome = await here.asynclab(...words);
      assertOneSentence(
        outcome,
        /The disk is full \(phase \w+; .*No space left .*\), .* is kept in /,
      );
      await untilGone(await here.runs());
    } finally {
      unmount(path);
    }
  },
});
