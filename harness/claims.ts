/**
 * Every word of a claim must name something that there is. A promise under a misspelt fault is a
 * promise under no fault: it would be left out of the verdict, and the run be green without it.
 */
import { aimsIn } from "./aims.ts";
import { checkers } from "./check/mod.ts";
import { exitCode, Refusal } from "./errors.ts";
import { faults } from "./faults/mod.ts";
import { parseFaults } from "./faults/fault_spec.ts";
import { parsePoints, type PointRef, pointsOf, type PointSpec } from "./faults/point_spec.ts";
import type { Lab, Variant } from "./lab.ts";

const verbs: readonly string[] = ["crash", "fail", "hold"] satisfies PointSpec["action"][];
const isFault = (word: string): boolean => faults.some(({ name }) => name === word);

/**
 * Before anything is left out of the lab's claims for the sake of a broker: afterwards a misspelt
 * fault looks like one that does not fit.
 *
 * @throws Refusal naming lab, variant, promise and word of the first that names nothing
 */
export function mustClaimWhatIs(lab: Lab): void {
  const { name, broker } = lab;
  const title = broker === undefined ? name : `${name} over ${broker}`;
  for (const place of lab.pointsWithoutOps ?? []) {
    const wrong = wrongPlace(lab, place, place);
    if (wrong !== null) throw refusal(`lab ${title}, pointsWithoutOps: ${wrong}`);
  }
  for (const [variant, claims] of Object.entries(lab.variants)) {
    const wrong = wrongIn(lab, variant, claims);
    if (wrong !== undefined) throw refusal(`lab ${title}, variant ${variant}, ${wrong}`);
  }
}

/**
 * The same for a list of faults that claims are made of.
 *
 * @throws Refusal naming `where` and the word
 */
export function mustBeFaults(where: string, words: readonly string[]): void {
  const word = words.find((word) => !isFault(word));
  if (word !== undefined) throw refusal(`${where}: there is no fault '${word}'`);
}

/** A mistake in a lab's own text, and none of a person who runs it. */
const refusal = (found: string): Refusal =>
  new Refusal(
    `internal error: ${found}; it must be one that 'asynclab list --json' shows ` +
      "(a bug in asynclab, not a verdict)",
    exitCode.internal,
  );

function wrongIn(lab: Lab, variant: string, claims: Variant): string | undefined {
  const { promises, survives, haltsUnder = [], breaks, telling } = claims;
  for (const { name, under, limit } of promises) {
    const checker = checkers.find((checker) => checker.name === name);
    if (checker === undefined) return `promise ${name}: there is no promise '${name}'`;
    if (checker.limit !== undefined && limit === undefined) {
      return `promise ${name}: it has no limit in ${checker.limit}`;
    }
    if (under === "any") continue;
    for (const word of under) {
      const wrong = wrongWord(lab, variant, word);
      if (wrong !== null) return `promise ${name}, under: ${wrong}`;
    }
  }
  const unknown = survives.find((word) => !isFault(word));
  if (unknown !== undefined) return `survives: there is no fault '${unknown}'`;
  for (const word of haltsUnder) {
    const wrong = wrongWord(lab, variant, word);
    if (wrong !== null) return `haltsUnder: ${wrong}`;
  }
  if (breaks !== undefined && !promises.some(({ name }) => name === breaks)) {
    return `breaks: it makes no promise '${breaks}'`;
  }
  const wrong = wrongTelling(lab, variant, telling);
  if (wrong !== null) return `telling: ${wrong}`;
}

/** `kill-broker`, `lose-ack points-broker`, `crash`, `crash relay`, `fail login:before-call`. */
function wrongWord(lab: Lab, variant: string, word: string): string | null {
  const [head, target, ...more] = word.split(" ");
  if (more.length > 0 || word.trim() !== word) return `'${word}' has too many words`;
  if (verbs.includes(head)) return target === undefined ? null : wrongPlace(lab, word, target);
  return wrongFault(lab, variant, head, target);
}

function wrongFault(lab: Lab, variant: string, name: string, aim?: string): string | null {
  const fault = faults.find((fault) => fault.name === name);
  if (fault === undefined) return `there is no fault '${name}'`;
  const isAim = aim === undefined || aim === fault.target || aimsIn(lab, variant).includes(aim);
  return isAim ? null : `there is no aim '${aim}' of ${name}`;
}

/** `relay`, `relay#2`, `relay:after-mark`. */
function wrongPlace(lab: Lab, word: string, place: string): string | null {
  const [process, point] = place.split(":");
  const role = process.split("#")[0];
  const points = Object.hasOwn(lab.faultPoints, role) ? lab.faultPoints[role] : null;
  if (points === null) return `there is no role '${role}' with failpoints in '${word}'`;
  const isPoint = point === undefined || points.includes(point);
  return isPoint ? null : `there is no failpoint '${point}' of ${role} in '${word}'`;
}

/** Its faults and its failpoints; the other options say how much load there is. */
function wrongTelling(lab: Lab, variant: string, telling: string): string | null {
  const options = telling.split(/\s+(?=--)/).map((option) => option.split(/\s+/));
  const chaos = options.filter(([option]) => option === "--chaos")
    .flatMap(([, ...words]) => parseFaults(words.join(" ")));
  const wrong = chaos.flatMap(({ name, aim, pass }) => [
    wrongFault(lab, variant, name, aim),
    pass === undefined ? null : wrongPlace(lab, pass.text, placeOf(pass.at)),
  ]);
  for (const [option, ...words] of options) {
    const action = option.slice("--".length);
    if (!verbs.includes(action)) continue;
    for (const spec of parsePoints(action as PointSpec["action"], words)) {
      wrong.push(...pointsOf(spec).map((ref) => wrongPlace(lab, spec.text, placeOf(ref))));
      const { during } = spec;
      if (during !== null && !chaos.some(({ name }) => name === during)) {
        wrong.push(`its --chaos names no '${during}', which '${spec.text}' waits for`);
      }
    }
  }
  return wrong.find((found) => found !== null) ?? null;
}

const placeOf = ({ role, point }: PointRef): string => `${role}:${point}`;
