import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { resultSchema } from "../../harness/report/result.ts";

const here = new URL("./", import.meta.url).href;
const testdata = fileURLToPath(new URL("../../harness/check/testdata/", import.meta.url));

/** The command alone, under a program of its own. */
const main = `
  import { Command } from "commander";
  import { analyze } from "${here}analyze.ts";
  import { Refusal } from "${here}../../harness/errors.ts";
  const program = new Command("asynclab");
  analyze(program);
  try {
    await program.parseAsync(Deno.args, { from: "user" });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(error.message);
    Deno.exitCode = error.code;
  }
`;

async function asynclab(...args: string[]) {
  const config = fileURLToPath(new URL("../../deno.json", import.meta.url));
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--config", config, main, "--", ...args],
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test("every example ends with the exit code of its verdict, as text and as JSON", async () => {
  const expected = JSON.parse(await Deno.readTextFile(join(testdata, "expected.json")));
  for (const name of ["kept", "lost", "unknown-not-drained"]) {
    const path = join(testdata, `${name}.jsonl`);
    const { verdict, counts } = expected[name];
    const code = { kept: 0, broken: 1, unknown: 2 }[verdict as string];
    const text = await asynclab("analyze", path);
    assert.deepEqual([text.code, text.stderr], [code, ""]);
    assert.ok(text.stdout.startsWith(verdict.toUpperCase()));
    const json = await asynclab("analyze", "--json", path);
    assert.deepEqual([json.code, json.stderr], [code, ""]);
    const result = resultSchema.parse(JSON.parse(json.stdout));
    assert.equal(result.verdict, verdict);
    for (const [anomaly, count] of Object.entries(counts)) {
      assert.equal(result.anomalies[anomaly as "lost"].count, count);
    }
  }
});

Deno.test("--promises judges these alone; a wrong name is wrong usage, with a hint", async () => {
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
  assert.match(wrong.stderr, /^There is no promise 'no-los'. Did you mean 'no-loss'\? There is: /);
  assert.equal((await asynclab("analyze", path, "--promises", ",")).code, 64);
});

Deno.test("what is not there, is empty or is foreign gets one sentence and its exit code", async () => {
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
