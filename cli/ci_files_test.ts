/** The files that a user copies into CI call existing commands with valid words. */
import assert from "node:assert/strict";
import { Command } from "commander";
import { join } from "node:path";
import { parse } from "yaml";
import { check } from "./commands/check.ts";
import { merge } from "./commands/merge.ts";
import type { ReportWord } from "./report_words.ts";

const commands = [check, merge];
const root = join(import.meta.dirname!, "..");
const launcher = "asynclab/asynclab ";

/** The values by which the CI system and the shell replace a word. */
const values: Readonly<Record<string, string>> = {
  "${{ matrix.shard }}": "1",
  "${{ strategy.job-total }}": "2",
  "$CI_NODE_INDEX": "1",
  "$CI_NODE_TOTAL": "2",
  "shards/*.json": "shards/1.json shards/2.json",
  "asynclab-*.json": "asynclab-1.json asynclab-2.json",
  "$BASELINE": "base.json",
};

/** Every text in the file: some of them contain commands. */
function* textsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) yield* textsIn(part);
  }
}

/** The words after the launcher, for each of its calls. */
function callsIn(file: unknown): string[][] {
  const lines = [...textsIn(file)].flatMap((text) => text.split("\n"));
  const set = lines.flatMap((line) => /; then set -- (.*); fi$/.exec(line)?.[1] ?? []);
  return lines.filter((line) => line.startsWith(launcher)).map((line) => {
    const filled = Object.entries(values).reduce(
      (text, [word, value]) => text.replaceAll(word, value),
      line.slice(launcher.length).replaceAll('"$@"', set.join(" ")),
    );
    assert.doesNotMatch(filled, /[$*\\|;&<>]/, `a word that the test cannot read: ${filled}`);
    return filled.replaceAll('"', "").split(" ");
  });
}

/** The options that the real parser reads. Throws for a word that the parser does not accept. */
function optionsOf(words: readonly string[]): Record<string, unknown> {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  for (const command of commands) command(program);
  const read: Record<string, unknown>[] = [];
  for (const command of program.commands) {
    command.copyInheritedSettings(program).action(() => void read.push(command.opts()));
  }
  program.parse(words, { from: "user" });
  assert.equal(read.length, 1, words.join(" "));
  return read[0];
}

for (const name of ["github.yml", "gitlab.yml"]) {
  Deno.test(`docs/ci/${name} is YAML, and its asynclab commands are valid`, async () => {
    const file = parse(await Deno.readTextFile(join(root, "docs/ci", name)), { strict: true });
    const calls = callsIn(file);
    assert.deepEqual(calls.map(([command]) => command), ["check", "merge"]);
    const [checked, merged] = calls.map(optionsOf);
    assert.deepEqual(checked.shard, { index: 1, of: 2 });
    const paths = (checked.report as ReportWord[]).map(({ path }) => path);
    assert(paths.includes("asynclab-1.json") && paths.includes("asynclab-1.xml"));
    assert.equal(merged.baseline, "base.json");
  });
}

Deno.test("optionsOf() throws for words that asynclab does not accept", () => {
  for (
    const wrong of ["merge", "merge a --bsaeline b", "check --shard 3/2", "merge a --report xml=b"]
  ) {
    assert.throws(() => optionsOf(wrong.split(" ")), wrong);
  }
});
