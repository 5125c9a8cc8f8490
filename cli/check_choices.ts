/** What words like `--format csv` mean for the labs and cases of a check. */
import type { Choices } from "../harness/contract/choice.ts";
import type { Lab } from "../harness/contract/lab.ts";
import { wrongUsage } from "../harness/errors.ts";
import type { Case } from "../harness/matrix/result.ts";
import { canChoose, mustBeWords } from "../harness/plan/choices.ts";
import { labs } from "../labs/mod.ts";

/**
 * The labs among these that have all of the choices.
 *
 * @throws Refusal (64) where no lab has them, or where a choice has no such word
 */
export function labsWith(choices: Choices, among: readonly Lab[]): readonly Lab[] {
  const having = among.filter((lab) =>
    Object.keys(choices).every((name) => Object.hasOwn(lab.choices ?? {}, name))
  );
  if (having.length === 0) {
    throw wrongUsage(
      `No lab has ${optionsOf(choices)} with the other options; run 'asynclab list LAB' to see ` +
        "the choices of a lab",
    );
  }
  for (const lab of having) mustBeWords(lab, choices, labs);
  return having;
}

/**
 * False where the variant lacks the words, and where a twin needs other words to show its mistake.
 */
export function isWorthRunning({ variant, breaks }: Case, edition: Lab, choices: Choices): boolean {
  if (!canChoose(edition, variant, choices)) return false;
  const needed = edition.variants[variant].worstCase.choices ?? {};
  return breaks === null ||
    Object.entries(choices).every(([name, word]) => (needed[name] ?? word) === word);
}

/** `--format csv --transfer scp`. */
export const optionsOf = (choices: Choices): string =>
  Object.entries(choices).map(([name, word]) => `--${name} ${word}`).join(" ");
