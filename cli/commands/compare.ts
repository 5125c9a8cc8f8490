/** `asynclab compare`: styles, a twin and the variant that it imitates, or two runs. */
import type { Command } from "commander";
import { wrongUsage } from "../../harness/errors.ts";
import { known } from "../../harness/plan/known.ts";
import { labs } from "../../labs/mod.ts";
import { compareFormNames } from "../compare_output.ts";
import { areRuns, compareTwoRuns, mustNameNoRun } from "../compare_runs.ts";
import { compareStyles, type StylesWords } from "../compare_styles.ts";
import { compareTwin, type Twin } from "../compare_twin.ts";
import { findStyle } from "../find_lab.ts";
import { duration, once, positive, whole } from "../words.ts";
import { brokerWords, runtimeWord, runtimeWords } from "./run.ts";

export { compareFormNames };

/** Adds the command; its action throws Refusal for errors that a user can correct. */
export function compare(program: Command): void {
  const command = program.command("compare")
    .summary("styles, a twin and its cure, or two runs, side by side")
    .description(
      "Runs styles in alternating rounds, each with the same load and seeds, and sets their " +
        "verdicts and figures side by side, and beside the words of handbooks.\n" +
        "Exit code 0: every style kept its promises, 1: one broke a promise, 2: one is undecided.\n" +
        "\n" +
        "LAB/TWIN alone: runs the twin once and the sound variant that it imitates twice, under the " +
        "twin's worst case, and shows the first operation that only the twin treats so, and the code.\n" +
        "Exit code 0: the twin was caught and the sound variant kept its promises, 1: the sound " +
        "variant broke one, 2: undecided.\n" +
        "\n" +
        "RUN RUN: two earlier runs of the same operations; starts nothing. Exit code 0.",
    )
    .argument("[what...]", `LAB, LAB/VARIANT, LAB/TWIN or RUN RUN (default: ${labNames})`);
  withDisturbance(command);
  withRounds(command);
  command.addHelpText(
    "after",
    "\nExamples:\n" +
      "  asynclab compare\n" +
      "  asynclab compare --outage 5s\n" +
      "  asynclab compare sync outbox cdc --chaos kill-target\n" +
      "  asynclab compare outbox/last-id\n" +
      "  asynclab compare last .asynclab/runs/RUN\n" +
      "  asynclab compare --format markdown --out compare.md",
  ).action(act);
}

const labNames = labs.map(({ name }) => name).join(", ");

function withDisturbance(command: Command): void {
  command
    .option("--chaos <faults>", "the same faults for each style, joined by commas", once("--chaos"))
    .option(
      "--outage <time>",
      "so long no byte passes between A and B: each style on its own link",
      duration("--outage"),
    )
    .option(
      "--broker <name>",
      `for labs with this broker: ${brokerWords.join(", ")}`,
      once("--broker"),
    )
    .option("--role <role=command...>", "your own program in the place of a role");
}

function withRounds(command: Command): void {
  command
    .option("--rounds <n>", "how often each style runs", whole("--rounds", 1, 100), 6)
    .option("--no-knee", "do not search the highest rate that each style keeps up with")
    .option("--seed <n>", "seed of the first round", whole("--seed", 0, 2 ** 31), 1)
    .option("--rate <n>", "planned logins a second", positive("--rate"), 100)
    .option("--duration <time>", "how long each load lasts", duration("--duration"))
    .option("--users <n>", "number of users", whole("--users", 1, 1e6), 100)
    .option(
      "--runtime <name>",
      `who runs the servers: ${runtimeWords.join(", ")}`,
      runtimeWord,
      "auto",
    )
    .option(
      "--format <form>",
      `one of ${compareFormNames.join(", ")}`,
      (word: string) => known("form of the comparison", word, compareFormNames),
      "text",
    )
    .option("--out <file>", "write it to this file (default: standard output)", once("--out"));
}

async function act(words: string[], options: StylesWords, command: Command): Promise<void> {
  const isOfRuns = await areRuns(words);
  if (!isOfRuns) mustNameNoRun(words);
  const twin = twinIn(words, options);
  if (twin !== null) {
    mustNotSay(command, notForTwins, "a twin and its sound variant run the twin's worst case");
    Deno.exitCode = await compareTwin(twin, options);
    return;
  }
  if (isOfRuns) {
    mustNotSay(command, notForRuns, "two runs are shown as they are");
    return await compareTwoRuns(words, options);
  }
  Deno.exitCode = await compareStyles(words, options);
}

/** The twin, where it is the only word. */
function twinIn(words: readonly string[], { broker }: StylesWords): Twin | null {
  if (words.length !== 1) return null;
  const found = findStyle(words[0], broker);
  return found.lab.variants[found.variant].breaks === undefined ? null : found;
}

/** Options that a twin's worst case decides. */
const notForTwins = ["chaos", "outage", "rounds", "knee", "rate", "duration", "users", "role"];

const notForRuns = [...notForTwins, "broker", "seed", "runtime"];

/** @throws Refusal (64) where one of these options was typed */
function mustNotSay(command: Command, names: readonly string[], why: string): void {
  const said = names.find((name) => command.getOptionValueSource(name) === "cli");
  if (said === undefined) return;
  const option = said === "knee" ? "--no-knee" : `--${said}`;
  throw wrongUsage(`${option} has no effect here, because ${why}; leave it out`);
}
