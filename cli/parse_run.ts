/** Parses the words of `asynclab run` without running it. */
import { Command } from "commander";
import type { Lab } from "../harness/contract/lab.ts";
import { run, type RunWords } from "./commands/run.ts";
import { brokerOf, findLab } from "./find_lab.ts";
import { foldAt } from "./fold_at.ts";

export interface RunRequest {
  readonly lab: Lab;
  readonly variant: string;
  readonly words: RunWords;
}

/**
 * @param words `run` and what follows it
 * @throws CommanderError or Refusal where the words are wrong
 */
export function parseRun(words: readonly string[]): RunRequest {
  const program = new Command().exitOverride();
  program.configureOutput({ writeOut() {}, writeErr() {} });
  run(program);
  const [command] = program.commands;
  let parsed: RunRequest | undefined;
  command.copyInheritedSettings(program).action((word: string, typed: RunWords) => {
    parsed = { ...findLab(word, brokerOf(typed)), words: typed };
  });
  program.parse(foldAt(words), { from: "user" });
  return parsed!;
}
