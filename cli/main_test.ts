/** Wrong words get one sentence and the right exit code, and start nothing. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { resultJsonSchema, resultSchema } from "../harness/report/result.ts";
import { folder } from "../testing/asynclab.ts";

const wrong: [words: string[], code: number, says: RegExp][] = [
  [["run", "outbocks"], 64, /no lab 'outbocks'. Did you mean 'outbox'\?/],
  [["run", "outbox/lastid"], 64, /no variant 'lastid' of outbox. Did you mean 'last-id'\?/],
  [
    ["run", "outbox", "--chaos", "kil-broker"],
    64,
    /no fault 'kil-broker'. Did you mean 'kill-broker'\?/,
  ],
  [["run", "outbox", "--role", "reley=x"], 64, /no role 'reley' in outbox. Did you mean 'relay'\?/],
  [["run", "outbox", "--rate", "0"], 64, /--rate cannot be '0'; it must be a number above 0/],
  [["run", "outbox", "--rate", "-1"], 64, /--rate/],
  [["run", "outbox", "--rate=-1"], 64, /--rate cannot be '-1'/],
  [["run", "outbox", "--rate", "abc"], 64, /--rate cannot be 'abc'/],
  [["run", "outbox", "--duration", "10"], 64, /like 500ms, 10s or 2m/],
  [["run", "outbox", "--crash", "relay"], 64, /ROLE:POINT/],
  [["run", "outbox", "--crash", "relay:nowhere"], 64, /no failpoint 'nowhere' of relay/],
  [["run", "outbox", "--role", "relay=x", "--crash", "relay:after-mark"], 64, /no failpoints/],
  [
    ["run", "--chaos", "kill-broker", "at", "relay:nowhere", "outbox"],
    64,
    /no failpoint 'nowhere' of relay/,
  ],
  [["run", "outbox", "--chaos", "kill-broker", "at"], 64, /cannot be 'kill-broker at'; it must be/],
  [["run", "outbox", "--chaos", "kill-broker at relay:after-read@0"], 64, /after-read@0'; it must/],
  [
    ["run", "outbox", "--chaos", "kill-broker", "at", "relay:before-read@op=3"],
    64,
    /No operation is known at relay:before-read/,
  ],
  [["run", "outbox", "--runtime", "podman"], 64, /runtime 'podman'/],
  [["run", "outbox", "--chaoss", "x"], 64, /unknown option '--chaoss'/],
  [["run"], 64, /missing required argument 'lab'/],
  [["rum", "outbox"], 64, /unknown command 'rum'/],
  [["analyze", "not-there.jsonl"], 66, /not-there.jsonl/],
  [["analyze", "x", "--promises", "no-los"], 64, /no-loss/],
];

Deno.test("asynclab refuses wrong words", async (t) => {
  await using here = await folder();
  const ends = await here.inOneProcess(wrong.map(([words]) => words));
  for (const [i, [words, code, says]] of wrong.entries()) {
    await t.step(`asynclab refuses '${words.join(" ")}'`, () => {
      const { stdout, stderr, ...end } = ends[i];
      assert.equal(end.code, code, stderr);
      assert.match(stderr, says);
      assert.equal(stdout, "");
      assert(!/\n {4}at /.test(stderr), `a stack trace: ${stderr}`);
    });
  }
  await t.step("a process of its own says the same", async () => {
    for (const i of [0, 6, wrong.length - 2]) {
      assert.deepEqual(await here.asynclab(...wrong[i][0]), ends[i]);
    }
  });
  await t.step("nothing was started or left", async () => {
    const left = await Array.fromAsync(Deno.readDir(here.path));
    assert.deepEqual(left.map(({ name }) => name), []);
  });
});

Deno.test("the help of each command has examples, and exits 0", async () => {
  await using here = await folder();
  const commands = ["run", "analyze", "merge", "list", "doctor", "up", "down", "clean"];
  const ends = await here.inOneProcess(commands.map((command) => [command, "--help"]));
  for (const [i, command] of commands.entries()) {
    const { code, stdout } = ends[i];
    assert.equal(code, 0);
    assert.match(stdout, /Examples?:\n {2}asynclab /, command);
  }
});

Deno.test("list --json prints the whole registries", async () => {
  await using here = await folder();
  const { code, stdout } = await here.asynclab("list", "--json");
  assert.equal(code, 0);
  const { schema, labs, faults } = JSON.parse(stdout);
  assert.equal(schema, 1);
  const outbox = labs.find((lab: { name: string }) => lab.name === "outbox");
  assert.deepEqual(outbox.roles, ["login", "relay", "points"]);
  assert(outbox.variants.every((v: { telling: string }) => v.telling.startsWith("--")));
  assert(faults.some((fault: { name: string }) => fault.name === "kill-broker"));
});

Deno.test("`analyze` prints a result that the schema accepts", async () => {
  await using here = await folder();
  const path = join(here.path, "mine.jsonl");
  await Deno.writeTextFile(
    path,
    `{"at":1,"kind":"invoke","op":0,"key":"k","value":"1","planned":1}\n`,
  );
  const { code, stdout } = await here.asynclab("analyze", path, "--json");
  assert.equal(code, 2);
  resultSchema.parse(JSON.parse(stdout));
  assert(resultJsonSchema());
});
