/** Turns the words of `asynclab check` into cases; checks each word before anything starts. */
import { wrongUsage } from "../harness/errors.ts";
import { faultsInAny, wordsFor } from "../harness/faults/catalogue.ts";
import type { Choices } from "../harness/contract/choice.ts";
import { mustBeWords } from "../harness/plan/choices.ts";
import { editionsOf, type Lab } from "../harness/contract/lab.ts";
import {
  casesOf,
  isUnder,
  type MatrixRequest,
  type Target,
  worstCase,
} from "../harness/matrix/cases.ts";
import { type Case, type Matrix, nameOf } from "../harness/matrix/result.ts";
import { processesOf } from "../harness/contract/processes.ts";
import { labs } from "../labs/mod.ts";
import { isWorthRunning, labsWith, optionsOf } from "./check_choices.ts";
import { findLab } from "./find_lab.ts";
import { known } from "../harness/plan/known.ts";

export interface CheckWords {
  readonly matrix: Matrix;
  readonly faults?: string;
  readonly broker?: string;
  readonly role?: readonly string[];
  readonly choices?: Choices;
  readonly seeds?: number;
  readonly firstSeed: number;
}

export const matrices: readonly Matrix[] = ["quick", "full", "proof", "pairs"];
export const matrixWord = (word: string) => known("matrix", word, matrices) as Matrix;

/** The number of seeds of `--matrix proof`. */
const seedsOfProof = 20;

/**
 * The cases that these words ask for, each once.
 *
 * @throws Refusal (64) where a word is not known, or where no case is left
 */
export function casesAskedFor(targets: readonly string[], words: CheckWords): Case[] {
  const roles = rolesOf(words.role ?? []);
  const request: MatrixRequest = {
    matrix: words.matrix,
    targets: targetsOf(targets, roles, words.choices),
    faults: faultsOf(words.faults),
    brokers: null,
    seeds: words.seeds ?? (words.matrix === "proof" ? seedsOfProof : 1),
    firstSeed: words.firstSeed,
    foreign: roles,
  };
  const brokers = brokersOf(words.broker, request.targets, targets.length > 0);
  const all = casesOf({ ...request, brokers });
  const cases = [...new Map(all.map((one) => [nameOf(one), one])).values()]
    .filter((one) => roles.every((role) => hasRole(one, role)))
    .filter((one) => isWorthRunning(one, editionOf(one), words.choices ?? {}));
  if (cases.length === 0) throw noCase(request, words.choices);
  mustBeUsed(targets, { ...request, brokers }, cases);
  return cases;
}

/** Refuses a word that no case uses: the user asked for it, so it must not be dropped silently. */
function mustBeUsed(
  targets: readonly string[],
  { faults, brokers, matrix }: MatrixRequest,
  cases: readonly Case[],
): void {
  const idle = [
    ...targets.filter((word) =>
      !cases.some(({ lab, variant }) => word === lab || word === `${lab}/${variant}`)
    ),
    ...(faults ?? []).filter((fault) => !cases.some((one) => isUnder(one, editionOf(one), fault))),
    ...(brokers ?? []).filter((name) => !cases.some(({ broker }) => broker === name)),
  ];
  if (idle.length === 0) return;
  throw wrongUsage(
    `The matrix ${matrix} has no case of ${quoted(idle, ", ")} with the other options; ` +
      `leave ${idle.length === 1 ? "it" : "them"} out, or check ${
        idle.length === 1 ? "it" : "each"
      } alone`,
  );
}

/** The edition of the lab on this broker. */
export function editionOf({ lab: name, broker }: Pick<Case, "lab" | "broker">): Lab {
  return labs.filter((lab) => lab.name === name).flatMap(editionsOf)
    .find((lab) => (lab.broker ?? null) === broker)!;
}

/** Reads `LAB` or `LAB/VARIANT`; without words, returns every lab that has these roles. */
function targetsOf(
  words: readonly string[],
  roles: readonly string[],
  choices: Choices = {},
): Target[] {
  if (words.length === 0) {
    const having = labs.filter((lab) => roles.every((role) => role in lab.roles));
    if (having.length === 0) {
      throw wrongUsage(
        `No lab has the role ${quoted(roles, " and ")}; run 'asynclab list' to see the roles`,
      );
    }
    return labsWith(choices, having).map((lab) => ({ lab, variant: null }));
  }
  return words.map((word) => {
    const [name, variant = null] = word.split("/");
    known("lab", name, labs.map((lab) => lab.name));
    const lab = labs.find((lab) => lab.name === name)!;
    for (const role of roles) known(`role in ${name}`, role, Object.keys(lab.roles));
    mustBeWords(lab, choices, labs);
    if (variant !== null && !editionsOf(lab).some(({ variants }) => variant in variants)) {
      findLab(word); // throws with the list of variants
    }
    return { lab, variant };
  });
}

/** The names before the `=`; the commands behind it are checked when a run is planned. */
function rolesOf(words: readonly string[]): string[] {
  return words.map((word) => {
    const cut = word.indexOf("=");
    if (cut < 1) throw wrongUsage(`--role cannot be '${word}'; it must be ROLE='COMMAND'`);
    return word.slice(0, cut);
  });
}

function faultsOf(text: string | undefined): string[] | null {
  if (text === undefined) return null;
  const words = [worstCase, ...wordsFor(labs.flatMap(editionsOf).flatMap(faultsInAny))];
  return text.split(",").map((word) => word.trim())
    .map((word) => known("fault", word === "telling" ? worstCase : word, words));
}

function brokersOf(
  text: string | undefined,
  targets: readonly Target[],
  areNamed: boolean,
): string[] | null {
  if (text === undefined) return null;
  const none = targets.find(({ lab }) => editionsOf(lab).every(({ broker }) => !broker));
  if (areNamed && none !== undefined) {
    throw wrongUsage(`${none.lab.name} has no brokers to choose from; leave out --broker`);
  }
  const all = targets.flatMap(({ lab }) => editionsOf(lab)).flatMap(({ broker }) => broker ?? []);
  return text.split(",").map((word) => known("broker", word.trim(), [...new Set(all)]));
}

function hasRole(one: Case, role: string): boolean {
  return processesOf(editionOf(one), one.variant).some((process) => process.role === role);
}

function noCase(
  { matrix, faults, foreign, targets }: MatrixRequest,
  choices: Choices = {},
) {
  const names = targets.map(({ lab, variant }) =>
    variant === null ? lab.name : `${lab.name}/${variant}`
  ).join(", ");
  if (Object.keys(choices).length > 0) {
    return wrongUsage(
      `The matrix ${matrix} has no case of ${names} that can have ${optionsOf(choices)}; ` +
        "leave one of the options out",
    );
  }
  if (faults !== null) {
    return wrongUsage(
      `No case of ${names} in the matrix ${matrix} has the fault ${quoted(faults, ", ")}; ` +
        "run 'asynclab list LAB/VARIANT' to see what a variant survives",
    );
  }
  if (foreign.length === 0) return wrongUsage(`The matrix ${matrix} has no case of ${names}`);
  return wrongUsage(
    `No sound variant among ${names} runs the role ${quoted(foreign, " and ")}; ` +
      "name a LAB/VARIANT that runs it",
  );
}

const quoted = (words: readonly string[], separator: string): string =>
  words.map((word) => `'${word}'`).join(separator);
