/**
 * Checks that a lab names only things that exist; else no run of it is planned. With a wrong name, a
 * promise could lack an exception and look broken, or could cover no fault and be green without a
 * test.
 */
import { aimsIn } from "./aims.ts";
import type { Checker } from "../check/checker.ts";
import { checkers } from "../check/mod.ts";
import { choicesOf, mustBeWord, usualWords } from "./choices.ts";
import type { FaultSet, Which } from "../contract/fault_set.ts";
import type { Hazard } from "../contract/hazard.ts";
import { hazards } from "../contract/hazards.ts";
import type { Strike } from "../contract/worst_case.ts";
import { exitCode, Refusal } from "../errors.ts";
import { wordsOf } from "./claims.ts";
import { faultsIn } from "../faults/catalogue.ts";
import {
  parsePass,
  parsePoints,
  type PointRef,
  pointsOf,
  type PointSpec,
} from "../faults/failpoint_spec.ts";
import { verbs } from "../faults/mod.ts";
import { editionsOf, type Fault, type Lab, type Promised, type Variant } from "../contract/lab.ts";
import { nameOf } from "./worst_case.ts";

const sound = new WeakSet<Lab>();

/**
 * Checks each lab once: the first time takes some ten milliseconds.
 *
 * @param lab the first edition of its lab
 * @throws Refusal (70) naming the lab, the variant and the first wrong name
 */
export function mustBeSound(lab: Lab): void {
  if (sound.has(lab)) return;
  checkEditions(lab);
  sound.add(lab);
}

function checkEditions(lab: Lab): void {
  // A promise may except a fault on both brokers although only one of them has it.
  const all = editionsOf(lab).flatMap((edition) =>
    Object.keys(edition.variants).flatMap((variant) => faultsIn(edition, variant))
  );
  const anywhere = [...new Map(all.map((fault) => [identityOf(fault), fault])).values()];
  for (const edition of editionsOf(lab)) {
    const title = edition.broker === undefined ? lab.name : `${lab.name} over ${edition.broker}`;
    for (const place of edition.failpointsWithoutOps ?? []) {
      const wrong = wrongPlace(edition, place);
      if (wrong !== null) throw refusal(`lab ${title}, failpointsWithoutOps: ${wrong}`);
    }
    const wrongHazards = wrongHazardsIn(edition);
    if (wrongHazards !== null) throw refusal(`lab ${title}, ${wrongHazards}`);
    const wrongName = Object.keys(edition.choices ?? {}).find((name) => !choiceName.test(name));
    if (wrongName !== undefined) throw refusal(`lab ${title}, choices: '${wrongName}' is no word`);
    for (const [name, variant] of Object.entries(edition.variants)) {
      const wrong = wrongIn({ lab: edition, name, variant, anywhere });
      if (wrong !== null) throw refusal(`lab ${title}, variant ${name}, ${wrong}`);
    }
  }
}

/** @throws Refusal (70) naming the first promise that does not say what could break it */
export function mustBeThreatened(kinds: readonly Checker[] = checkers): void {
  for (const { name, threatenedBy, operations } of kinds) {
    const found = threatenedBy === "operations"
      ? operations === undefined ? "it counts no operations" : null
      : threatenedBy === undefined || threatenedBy.length === 0
      ? "it names no hazard"
      : wrongHazard(threatenedBy);
    if (found !== null) throw refusal(`promise ${name}: ${found}`);
  }
}

/** A name of a choice, as it is typed: `start-date`. */
const choiceName = /^[a-z]+(-[a-z]+)*$/;

/** The same text for two faults that no set of faults can distinguish. */
const identityOf = ({ name, thing: { name: on, aliases, offers } }: Fault): string =>
  [name, on, ...aliases, ...offers.map((offer) => offer.name)].join(" ");

/** The mistake is in a lab's own text, not in the user's words. */
const refusal = (found: string): Refusal =>
  new Refusal(`internal error: ${found} (a bug in asynclab, not a verdict)`, exitCode.internal);

interface Place {
  readonly lab: Lab;
  readonly name: string;
  readonly variant: Variant;
  /** The faults of all editions and variants of the lab. */
  readonly anywhere: readonly Fault[];
}

const firstOf = (found: Iterable<string | null>): string | null => {
  for (const one of found) if (one !== null) return one;
  return null;
};

const within = (where: string, found: string | null): string | null =>
  found === null ? null : `${where}: ${found}`;

function wrongIn(place: Place): string | null {
  const { variant: { promises, breaks, haltsUnder = [] } } = place;
  return twoOfOneName(place) ??
    firstOf(promises.map((promised) => wrongPromise(place, promised))) ??
    within("haltsUnder", firstOf(haltsUnder.map((set) => wrongSet(place, set)))) ??
    (breaks === undefined || promises.some(({ kind }) => kind === breaks)
      ? null
      : `breaks: it makes no promise '${breaks.name}'`) ??
    wrongMistake(place) ??
    within("choices", wrongChoices(place)) ??
    within("worst case", wrongWorstCase(place));
}

/** A twin names the sound variant that it imitates, and the code of its mistake; a sound variant names neither. */
function wrongMistake({ lab, variant: { breaks, imitates, shownAt, insteadOf } }: Place) {
  const isTwin = breaks !== undefined;
  if (isTwin !== (imitates !== undefined)) {
    return isTwin ? "imitates: it names no variant" : "imitates: it breaks no promise";
  }
  if (isTwin !== (shownAt !== undefined)) {
    return isTwin ? "shownAt: it names no code" : "shownAt: it breaks no promise";
  }
  if (insteadOf !== undefined && !isTwin) return "insteadOf: it breaks no promise";
  if (imitates === undefined) return null;
  const cure = Object.hasOwn(lab.variants, imitates) ? lab.variants[imitates] : null;
  if (cure === null) return `imitates: there is no variant '${imitates}'`;
  return cure.breaks === undefined ? null : `imitates: '${imitates}' is a twin`;
}

/** The usual words, the words of the variant and those of its worst case must be words of the lab. */
function wrongChoices({ lab, name, variant }: Place): string | null {
  const { choices = {}, withoutChoices = [], worstCase } = variant;
  try {
    const other = withoutChoices.find((choice) => !Object.hasOwn(lab.choices ?? {}, choice));
    if (other !== undefined) return `the lab has no '${other}' that a variant could lack`;
    const twice = withoutChoices.find((choice) => Object.hasOwn(choices, choice));
    if (twice !== undefined) return `it names '${twice}' twice: with words, and as none`;
    for (const [choice, words] of Object.entries(choices)) {
      const own = lab.choices?.[choice];
      if (own === undefined || words.length === 0) return `there is no word for '${choice}'`;
      for (const word of words) mustBeWord(lab, choice, word, usualWords(lab));
    }
    choicesOf(lab, name);
    choicesOf(lab, name, worstCase.choices);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

function twoOfOneName({ lab, name }: Place): string | null {
  const names = faultsIn(lab, name).map((fault) => fault.name);
  const twice = names.find((one, i) => names.indexOf(one) !== i);
  return twice === undefined ? null : `there are two faults '${twice}'`;
}

function wrongPromise(place: Place, { kind, except, under, limit }: Promised): string | null {
  const wrong = () => {
    if (!checkers.some((checker) => checker === kind)) return "it has no checker";
    if (kind.limit !== undefined && limit === undefined) return `it has no limit in ${kind.limit}`;
    if (kind.holds === "under" && under.length === 0) return "it names no fault";
    return within("except", firstOf(except.map((set) => wrongSet(place, set)))) ??
      within("under", firstOf(under.map((set) => wrongSet(place, set))));
  };
  return within(`promise ${kind.name}`, wrong());
}

/** The set must mean a fault that exists on some broker, in some variant. */
function wrongSet({ lab, name, anywhere }: Place, set: FaultSet): string | null {
  if (set.kind === "failpoint") return set.place === null ? null : wrongPlace(lab, set.place);
  if (set.kind !== "thing" && !verbs.includes(set.verb)) {
    return `there is no verb '${set.verb.name}'`;
  }
  const parts: FaultSet[] = set.kind === "verb" && set.things.length > 0
    ? set.things.map((thing) => ({ ...set, things: [thing] }))
    : [set];
  const empty = parts.find((part) =>
    wordsOf([part], { lab, faults: anywhere, aims: aimsIn(lab, name) }).length === 0
  );
  if (empty !== undefined) return `there is no fault ${textOf(empty)} in ${lab.name}`;
  if (set.kind !== "aim" || isAimSomewhere(lab, name, set.aim)) return null;
  return `there is no aim '${set.aim}' of ${set.verb.name}`;
}

const wrongHazard = (named: readonly Hazard[]): string | null =>
  firstOf(named.map((one) => hazards.includes(one) ? null : `there is no hazard '${one.name}'`));

function wrongHazardsIn(edition: Lab): string | null {
  const points = Object.entries(edition.failpointHazards ?? {}).map(([place, actions]) =>
    wrongPlace(edition, place) ?? wrongHazard(Object.values(actions).flat())
  );
  const sources = (edition.hazardSources ?? []).map((one) => {
    const roles = [...one.ownRoles ?? [], ...(one.where === undefined ? [] : [one.where.role])];
    const role = roles.find((name) => !Object.hasOwn(edition.roles, name));
    const found = wrongHazard(one.hazards) ??
      (role === undefined ? null : `there is no role '${role}'`);
    return within(one.source, found);
  });
  return within("failpointHazards", firstOf(points)) ?? within("hazardSources", firstOf(sources));
}

const isAimSomewhere = (lab: Lab, variant: string, aim: string): boolean =>
  aimsIn(lab, variant).includes(aim);

function textOf(set: FaultSet): string {
  const named = (which: Which) => typeof which === "string" ? which : `a thing with ${which.name}`;
  if (set.kind === "thing") return `on ${named(set.thing)}`;
  if (set.kind === "verb") {
    return `'${set.verb.name}' on ${set.things.map(named).join(", ") || "anything"}`;
  }
  return set.kind === "aim" ? `'${set.verb.name}'` : "";
}

/** `relay`, `relay#2`, `relay:after-mark`. */
function wrongPlace(lab: Lab, place: string): string | null {
  const [process, point] = place.split(":");
  const role = process.split("#")[0];
  const points = Object.hasOwn(lab.failpoints, role) ? lab.failpoints[role] : null;
  if (points === null) return `there is no role '${role}' with failpoints in '${place}'`;
  const isPoint = point === undefined || points.includes(point);
  return isPoint ? null : `there is no failpoint '${point}' of ${role} in '${place}'`;
}

function wrongWorstCase({ lab, name, variant: { worstCase } }: Place): string | null {
  const faults = faultsIn(lab, name);
  const { chaos = [], crash = [], fail = [], hold = [], choices = {} } = worstCase;
  const struck = chaos.map((one) => wrongStrike(lab, name, one, faults));
  const during = crash.filter((one) => typeof one !== "string").map((one) =>
    wrongStrike(lab, name, one.during, faults) ??
      (chaos.some(({ verb, thing }) => verb === one.during.verb && thing === one.during.thing)
        ? null
        : `'${one.point}' waits for a fault that its chaos does not name`)
  );
  const crashes = crash.map((one) => typeof one === "string" ? one : one.point);
  const points = [
    ...wrongPoints(lab, "crash", crashes),
    ...wrongPoints(lab, "fail", fail),
    ...wrongPoints(lab, "hold", hold),
  ];
  // A mistake that shows by itself needs no fault, only the words that bring it out.
  const isEmpty = struck.length + points.length + Object.keys(choices).length === 0;
  return isEmpty ? "it has none" : firstOf([...struck, ...during, ...points]);
}

function wrongStrike(
  lab: Lab,
  variant: string,
  strike: Strike,
  faults: readonly Fault[],
): string | null {
  try {
    nameOf(strike, faults);
  } catch (error) {
    return (error as Error).message;
  }
  const { aim, at } = strike;
  if (aim !== undefined && !aimsIn(lab, variant).includes(aim)) return `there is no aim '${aim}'`;
  if (at === undefined) return null;
  const pass = parsePass(at);
  return pass === null ? `'${at}' is no failpoint` : wrongPlace(lab, placeOf(pass.at));
}

const wrongPoints = (
  lab: Lab,
  action: PointSpec["action"],
  words: readonly string[],
): (string | null)[] =>
  parsePoints(action, words).flatMap(pointsOf).map((ref) => wrongPlace(lab, placeOf(ref)));

const placeOf = ({ role, point }: PointRef): string => `${role}:${point}`;
