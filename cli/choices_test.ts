/** Choices of labs on the command line, with a lab that has one. */
import assert from "node:assert/strict";
import { Command } from "commander";
import { makePlan } from "../harness/plan/make_plan.ts";
import { repeatCommand } from "../harness/plan/repeat.ts";
import { checkers } from "../harness/check/mod.ts";
import { labs } from "../labs/mod.ts";
import { letters } from "../testing/toy/lab.ts";
import { stamped } from "../testing/toy/stamped.ts";
import { casesAskedFor, type CheckWords } from "./check_request.ts";
import { addChoiceOptions } from "./choice_options.ts";
import { run } from "./commands/run.ts";
import { labText, variantText } from "./list_text.ts";
import { listing } from "./listing.ts";
import { refused } from "./make_plan_testing.ts";
import { planned } from "./run_check.ts";

function registered(): Disposable {
  labs.push(letters);
  checkers.push(stamped);
  return {
    [Symbol.dispose]() {
      labs.pop();
      checkers.pop();
    },
  };
}

const parse = (command: Command, words: readonly string[]) =>
  command.exitOverride().parse(words, { from: "user" }).opts();

Deno.test("the options come from the labs, and a word may be typed once", () => {
  const without = addChoiceOptions(new Command()).options.map(({ long }) => long);
  assert(!without.includes("--paper"));
  using _ = registered();
  const typed = (...words: string[]) => parse(addChoiceOptions(new Command()), words);
  assert.deepEqual(typed("--paper", "lined"), { choices: { paper: "lined" } });
  assert.deepEqual(typed(), {});
  assert.throws(
    () => typed("--paper", "lined", "--paper=plain"),
    refused(/^--paper is given twice, as 'lined' and 'plain'; leave one of them out$/),
  );
  const program = new Command();
  run(program);
  assert.match(
    program.commands[0].helpInformation().replaceAll(/\s+/g, " "),
    /--paper <word> for letters: what letters are written on: plain, lined \(default: plain\)/,
  );
});

Deno.test("the command that repeats a plan types its choices", () => {
  using _ = registered();
  const words = { seed: 7, chaos: "worst-case" };
  const plan = makePlan("r", letters, "forgets", words, labs);
  const command = repeatCommand(plan, "local");
  assert.match(command, /letters\/forgets --paper lined /);
});

Deno.test("list shows the choices, and as JSON too", () => {
  using _ = registered();
  const lab = listing().labs.find(({ name }) => name === "letters")!;
  assert.deepEqual(lab.choices, [
    {
      ...{ name: "paper", summary: "what letters are written on" },
      ...{ values: ["plain", "lined"], usual: "plain" },
    },
  ]);
  assert.match(
    labText(lab),
    /\nchoices:\n {2}--paper {2}what letters are written on: plain, lined \(default: plain\)\n/,
  );
  const limited = { ...lab.variants[0], choices: { paper: ["plain"] } };
  assert.match(variantText(lab, limited), /\nonly with --paper plain\n/);
});

const words: CheckWords = { matrix: "quick", firstSeed: 1 };
const options = { ...words, runtime: "local", repeat: 1, lanes: 1 };

Deno.test("a check passes the words to the labs that have them, and leaves the others out", () => {
  using _ = registered();
  const choices = { paper: "lined" };
  const cases = casesAskedFor([], { ...words, choices });
  assert.deepEqual(new Set(cases.map(({ lab }) => lab)), new Set(["letters"]));
  for (const one of cases) {
    assert.equal(planned({ ...options, choices }, one, 1).plan.choices.paper, "lined");
  }
  const usual = casesAskedFor(["letters"], words).map((one) => planned(options, one, 1).plan);
  for (const { variant, choices: { paper } } of usual) {
    assert.equal(paper, variant === "forgets" ? "lined" : "plain");
  }
});

Deno.test("a case that is tried again has a longer load, and is otherwise the same", () => {
  for (const one of casesAskedFor([], words)) {
    const { workload: first, points } = planned(options, one, 1).plan;
    const { plan } = planned(options, one, 1, 4);
    assert.deepEqual(plan.workload, { ...first, messages: 4 * first.messages });
    assert.deepEqual(plan.points, points);
  }
});

Deno.test("a check leaves out twins whose worst case needs another word", () => {
  using _ = registered();
  const choices = { paper: "plain" };
  const variants = casesAskedFor(["letters"], { ...words, choices }).map(({ variant }) => variant);
  assert.deepEqual(new Set(variants), new Set(["looks-first"]));
  assert.throws(
    () => casesAskedFor(["letters/forgets"], { ...words, choices }),
    refused(/has no case of letters\/forgets that can have --paper plain; leave one of/),
  );
});

Deno.test("a check refuses a lab without the choice, and a wrong word", () => {
  using _ = registered();
  const ask = (targets: string[], paper: string) => () =>
    casesAskedFor(targets, { ...words, choices: { paper } });
  assert.throws(ask(["outbox"], "plain"), refused(/^outbox has no --paper; letters has it$/));
  const wrong = /^There is no paper 'lind' in letters\. Did you mean 'lined'\? There is: plain/;
  assert.throws(ask(["letters"], "lind"), refused(wrong));
  assert.throws(ask([], "lind"), refused(wrong));
});
