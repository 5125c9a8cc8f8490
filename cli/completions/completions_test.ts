/** The scripts of completions: bash is asked what it would complete; zsh and fish read theirs where they are. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { Command } from "commander";
import { which } from "../../harness/host/programs.ts";
import { commands } from "../commands/mod.ts";
import { completedCommands } from "./model.ts";
import { scripts } from "./mod.ts";

const program = new Command("asynclab");
for (const command of commands) command(program);
const all = completedCommands(program);

async function output(command: string, args: string[], cwd: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args, cwd }).output();
  const decoder = new TextDecoder();
  assert(success, decoder.decode(stderr));
  assert.equal(decoder.decode(stderr), "");
  return decoder.decode(stdout);
}

Deno.test("every command, option and value is a word of a shell", () => {
  assert.deepEqual(all.map(({ name }) => name), program.commands.map((one) => one.name()));
  for (const { name, summary, options, values } of all) {
    assert.match(summary, /^\S[^\n]*$/, name);
    const words = [...values.words, ...options.flatMap(({ values }) => values?.words ?? [])];
    for (const word of words) assert.match(word, /^[\w:/=#.-]+$/, name);
    for (const { name } of options) assert.match(name, /^--[a-z-]+$/);
  }
});

Deno.test("bash completes commands, variants, faults, failpoints, forms and runs", async () => {
  const dir = await Deno.makeTempDir({ prefix: "asynclab-test-" });
  try {
    await Deno.mkdir(join(dir, ".asynclab", "runs", "outbox-status-1"), { recursive: true });
    await Deno.writeTextFile(join(dir, "mine.jsonl"), "");
    await Deno.writeTextFile(join(dir, "script"), scripts.bash(all));
    const ask = async (line: string) => {
      const code =
        'source ./script; COMP_LINE=$1 COMP_POINT=${#1}; _asynclab; echo "${COMPREPLY[*]}"';
      return (await output("bash", ["-c", code, "bash", line], dir)).trim().split(" ");
    };
    assert.deepEqual(await ask("asynclab me"), ["merge"]);
    assert.deepEqual(await ask("asynclab run outbox/mark"), ["outbox/mark-before-send"]);
    assert.deepEqual(await ask("asynclab run outbox --chaos kill-br"), ["kill-broker"]);
    assert.deepEqual(
      await ask("asynclab run outbox --crash relay:after-m"),
      ["after-mark"],
      "bash keeps what stands before a colon",
    );
    assert.deepEqual(await ask("asynclab report last --format ju"), ["junit"]);
    assert.deepEqual(await ask("asynclab run batch --format js"), ["json"]);
    assert.deepEqual(await ask("asynclab report outbox"), ["outbox-status-1"]);
    assert.deepEqual(await ask("asynclab analyze mi"), ["mine.jsonl"]);
    assert.deepEqual(await ask("asynclab schema re"), ["result"]);
    assert((await ask("asynclab run ")).includes("sync/no-timeout"));
    assert((await ask("asynclab check outbox --")).includes("--matrix"));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

for (const shell of ["zsh", "fish"] as const) {
  Deno.test({
    name: `${shell} reads its script`,
    ignore: await which(shell) === null,
    async fn() {
      const path = await Deno.makeTempFile({ prefix: "asynclab-test-" });
      try {
        await Deno.writeTextFile(path, scripts[shell](all));
        assert.equal(await output(shell, ["-n", path], "/"), "");
      } finally {
        await Deno.remove(path);
      }
    },
  });
}

Deno.test(
  "fish completes variants and forms",
  { ignore: await which("fish") === null },
  async () => {
    const path = await Deno.makeTempFile({ prefix: "asynclab-test-" });
    try {
      await Deno.writeTextFile(path, scripts.fish(all));
      const ask = (line: string) =>
        output("fish", ["--no-config", "-c", `source ${path}; complete -C '${line}'`], "/");
      assert.match(await ask("asynclab run outbox/mark"), /^outbox\/mark-before-send\b/);
      assert.match(await ask("asynclab report last --format ju"), /^junit\b/);
    } finally {
      await Deno.remove(path);
    }
  },
);
