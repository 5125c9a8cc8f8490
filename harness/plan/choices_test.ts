import assert from "node:assert/strict";
import { letters } from "../../testing/toy/lab.ts";
import { stamped } from "../../testing/toy/stamped.ts";
import { checkers } from "../check/mod.ts";
import { outbox } from "../../labs/outbox/lab.ts";
import { exitCode, Refusal } from "../errors.ts";
import type { Choice } from "../contract/choice.ts";
import type { Lab, Variant } from "../contract/lab.ts";
import { canChoose, choicesOf } from "./choices.ts";
import { makePlan } from "./make_plan.ts";
import { mustBeSound } from "./registry.ts";
import { repeatCommand } from "./repeat.ts";
import { worstCaseWords } from "./worst_case.ts";

const choices: Record<string, Choice> = {
  format: { summary: "form of the letters", values: ["csv", "fixed", "xml"], usual: "csv" },
  "start-day": {
    summary: "the first day",
    usual: "7",
    check: (text) => /^\d+$/.test(text) ? null : "a whole number, like 7",
  },
};

/** The letters with these choices, and with changes in the sound variant. */
function lab(changes: Partial<Variant> = {}): Lab {
  const sound = { ...letters.variants["looks-first"], ...changes };
  return { ...letters, choices, variants: { sound } };
}

const refused = (text: string) => (error: Error) => {
  assert(error instanceof Refusal);
  assert.equal(error.code, exitCode.usage);
  assert.equal(error.message, text);
  return true;
};

Deno.test("a plan has every choice of its lab, typed or usual, and a lab without any has none", () => {
  const plan = makePlan("r", lab(), "sound", { choices: { format: "xml" } });
  assert.deepEqual(plan.choices, { format: "xml", "start-day": "7" });
  assert.match(repeatCommand(plan, "local"), / --format xml --start-day 7 /);
  assert.deepEqual(makePlan("r", outbox, "status", {}).choices, {});
});

Deno.test("a word that no choice has is refused with one sentence", () => {
  const ask = (typed: Record<string, string>) => () => choicesOf(lab(), "sound", typed);
  assert.throws(
    ask({ format: "cvs" }),
    refused(
      "There is no format 'cvs' in letters. Did you mean 'csv'? There is: csv, fixed, xml",
    ),
  );
  assert.throws(
    ask({ "start-day": "soon" }),
    refused("--start-day cannot be 'soon'; it must be a whole number, like 7"),
  );
});

Deno.test("a lab without the choice is refused, with the labs that have it", () => {
  const words = { choices: { format: "csv" } };
  assert.throws(
    () => makePlan("r", outbox, "status", words, [outbox, lab()]),
    refused("outbox has no --format; letters has it"),
  );
});

Deno.test("a variant may have only some words, and then its usual word is one of them", () => {
  const limited = lab({ choices: { format: ["fixed", "xml"] } });
  assert.equal(choicesOf(limited, "sound").format, "fixed");
  assert.equal(choicesOf(limited, "sound", { format: "xml" }).format, "xml");
  assert.throws(
    () => choicesOf(limited, "sound", { format: "csv" }),
    refused("--format cannot be 'csv' for letters/sound; it must be fixed or xml"),
  );
});

Deno.test("a choice that changes nothing in a variant is refused, and is in no plan of it", () => {
  const one = lab({ withoutChoices: ["format"] });
  const both = { ...one, variants: { ...one.variants, other: lab().variants.sound } };
  const plan = makePlan("r", both, "sound", {});
  assert.deepEqual(plan.choices, { "start-day": "7" });
  assert.doesNotMatch(repeatCommand(plan, "local"), /--format/);
  assert.throws(
    () => choicesOf(both, "sound", { format: "csv" }),
    refused("letters/sound has no --format; leave it out, or say letters/other"),
  );
  assert.throws(
    () => choicesOf(one, "sound", { format: "csv" }),
    refused("letters/sound has no --format; leave it out"),
  );
  assert(!canChoose(both, "sound", { format: "csv" }));
  assert(canChoose(both, "other", { format: "csv" }));
});

Deno.test("a check knows the words of all choices", () => {
  const check: Choice["check"] = (text, words) => text === words.format ? null : words.format;
  const both = { ...lab(), choices: { ...choices, again: { summary: "", usual: "csv", check } } };
  assert.equal(choicesOf(both, "sound", { format: "xml", again: "xml" }).again, "xml");
  assert.throws(
    () => choicesOf(both, "sound", { format: "xml", again: "csv" }),
    refused("--again cannot be 'csv'; it must be xml"),
  );
});

Deno.test("a worst case chooses, unless the user typed a word", () => {
  const worstCase = { ...letters.variants["looks-first"].worstCase, choices: { format: "fixed" } };
  const worst = lab({ worstCase });
  const formatOf = (words: Record<string, unknown>) =>
    makePlan("r", worst, "sound", words).choices.format;
  assert.equal(formatOf({ chaos: "worst-case" }), "fixed");
  assert.equal(formatOf({}), "csv");
  assert.equal(formatOf({ chaos: "worst-case", choices: { format: "xml" } }), "xml");
  assert.match(worstCaseWords(worst, "sound"), /^--format fixed /);
});

Deno.test("a registry with a choice that names nothing does not start", () => {
  const { worstCase } = letters.variants["looks-first"];
  checkers.push(stamped);
  using _ = { [Symbol.dispose]: () => void checkers.pop() };
  const wrong: [Lab, RegExp][] = [
    [lab({ choices: { fromat: ["csv"] } }), /choices: there is no word for 'fromat'/],
    [lab({ choices: { format: ["cvs"] } }), /no format 'cvs'/],
    [lab({ choices: { format: [] } }), /there is no word for 'format'/],
    [lab({ worstCase: { ...worstCase, choices: { format: "cvs" } } }), /no format 'cvs'/],
    [lab({ worstCase: { ...worstCase, choices: { speed: "1" } } }), /letters has no --speed/],
    [lab({ withoutChoices: ["fromat"] }), /the lab has no 'fromat'/],
    [lab({ withoutChoices: ["format"], choices: { format: ["csv"] } }), /'format' twice/],
    [{ ...lab(), choices: { "Start_Day": choices.format } }, /'Start_Day' is no word/],
    [{ ...lab(), choices: { format: { ...choices.format, usual: "yaml" } } }, /no format 'yaml'/],
  ];
  for (const [one, says] of wrong) {
    assert.throws(() => mustBeSound(one), (error: Error) => {
      assert(error instanceof Refusal && error.code === exitCode.internal);
      assert.match(error.message, says);
      return true;
    });
  }
});
