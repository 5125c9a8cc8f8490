/** The words of a lab's choices in one run. */
import type { Choices } from "../contract/choice.ts";
import type { Lab } from "../contract/lab.ts";
import { wrongUsage } from "../errors.ts";
import { known } from "./known.ts";

/**
 * Every choice of the lab that the variant has: the word that was typed, else the usual one, else the
 * first that the variant has.
 *
 * @param labs all labs: a choice that this lab does not have may belong to another one
 * @throws Refusal (64) with one sentence about the first wrong word
 */
export function choicesOf(
  lab: Lab,
  variant: string,
  typed: Choices = {},
  labs: readonly Lab[] = [lab],
): Choices {
  mustBeWords(lab, typed, labs);
  const without = Object.keys(typed).find((name) => lacks(lab, variant, name));
  if (without !== undefined) throw noEffect(lab, variant, without);
  const names = Object.keys(lab.choices ?? {}).filter((name) => !lacks(lab, variant, name));
  const words = Object.fromEntries(
    names.map((name) => [name, typed[name] ?? usualIn(lab, variant, name)]),
  );
  for (const [name, word] of Object.entries(words)) {
    mustBeWord(lab, name, word, words);
    const fits = wordsOf(lab, variant, name);
    if (fits === null || fits.includes(word)) continue;
    throw wrongUsage(
      `--${name} cannot be '${word}' for ${lab.name}/${variant}; it must be ${fits.join(" or ")}`,
    );
  }
  return words;
}

const lacks = ({ variants }: Lab, variant: string, name: string): boolean =>
  variants[variant].withoutChoices?.includes(name) ?? false;

/** `batch/api has no --format: leave it out, or say batch/push`. */
function noEffect(lab: Lab, variant: string, name: string) {
  const other = Object.keys(lab.variants).find((one) => !lacks(lab, one, name));
  return wrongUsage(
    `${lab.name}/${variant} has no --${name}; leave it out` +
      (other === undefined ? "" : `, or say ${lab.name}/${other}`),
  );
}

/** The only words that the variant has for a choice of its lab; null where it has all. */
const wordsOf = (lab: Lab, variant: string, name: string): readonly string[] | null =>
  lab.variants[variant].choices?.[name] ?? null;

function usualIn(lab: Lab, variant: string, name: string): string {
  const { usual } = lab.choices![name];
  const words = wordsOf(lab, variant, name);
  return words === null || words.includes(usual) ? usual : words[0];
}

/** True where the lab has all of these choices, and the variant has their words. */
export const canChoose = (lab: Lab, variant: string, typed: Choices): boolean =>
  Object.entries(typed).every(([name, word]) =>
    Object.hasOwn(lab.choices ?? {}, name) && !lacks(lab, variant, name) &&
    (wordsOf(lab, variant, name)?.includes(word) ?? true)
  );

/**
 * @param words those of all choices of the lab
 * @throws Refusal (64) where the choice has no such word
 */
export function mustBeWord(lab: Lab, name: string, word: string, words: Choices): void {
  const choice = lab.choices![name];
  if (choice.values !== undefined) known(`${name} in ${lab.name}`, word, choice.values);
  const right = choice.check?.(word, words) ?? null;
  if (right !== null) throw wrongUsage(`--${name} cannot be '${word}'; it must be ${right}`);
}

/** @throws Refusal (64) where the lab has no such choice or word */
export function mustBeWords(lab: Lab, typed: Choices, labs: readonly Lab[]): void {
  const words = { ...usualWords(lab), ...typed };
  for (const [name, word] of Object.entries(typed)) {
    if (!Object.hasOwn(lab.choices ?? {}, name)) throw noSuchChoice(lab, name, labs);
    mustBeWord(lab, name, word, words);
  }
}

/** The usual word of each choice of the lab. */
export const usualWords = ({ choices = {} }: Lab): Choices =>
  Object.fromEntries(Object.entries(choices).map(([name, { usual }]) => [name, usual]));

/** `outbox has no --format; batch has it`. */
function noSuchChoice(lab: Lab, name: string, labs: readonly Lab[]) {
  const having = labs.filter(({ choices = {} }) => Object.hasOwn(choices, name))
    .map((one) => one.name);
  const others = having.length === 0
    ? "leave it out"
    : `${having.join(", ")} ${having.length === 1 ? "has" : "have"} it`;
  return wrongUsage(`${lab.name} has no --${name}; ${others}`);
}
