/** Compares a case's outcome with the expected one: a pure function of the run's result. */
import { noSilentGap } from "../check/no-silent-gap.ts";
import { plain } from "../report/reason.ts";
import type { Result } from "../report/result.ts";
import type { Case } from "./result.ts";

export interface CaseVerdict {
  readonly verdict: Result["verdict"];
  /** The verdict is the expected one. */
  readonly right: boolean;
  /** The reason of the verdict, one clause. */
  readonly why: string;
  /** Every fault of the run was effective. */
  readonly effective: boolean;
  readonly drained: boolean;
  /** The excepted promises with an anomaly in this run. */
  readonly seen: readonly string[];
  /** See `Attempt`. */
  readonly threatened: Readonly<Record<string, number | null>>;
  readonly missed: readonly string[];
}

/**
 * A twin is right where it breaks the very promise that it is meant to break. A sound variant is
 * right where its promises are kept and its headline covers the run. The headline does not cover an outage
 * that lasted too long: then the run is undecided.
 *
 * @param headline the promise that the variant makes for every fault that it survives
 */
export function verdictOf(
  { expected, breaks }: Case,
  headline: string,
  result: Result,
): CaseVerdict {
  const { promises, faults } = result;
  const reason = expected === "kept" && result.verdict === "kept"
    ? notJudged(headline, result)
    : null;
  const verdict = reason === null ? result.verdict : "unknown";
  const isBreach = breaks === null ||
    promises.some((one) => one.name === breaks && one.verdict === "broken");
  return {
    verdict,
    right: verdict === expected && (expected === "kept" || isBreach),
    why: reason ?? whyOf(result, isBreach ? null : breaks),
    effective: faults.every(({ effective }) => effective),
    drained: result.drained === true,
    seen: result.notApplicable.filter(({ seen }) => seen).map(({ name }) => name),
    threatened: threatenedIn(result),
    missed: missedIn(result),
  };
}

/** A promise that was not judged, or is undecided, was not tested. */
function threatenedIn({ promises, notApplicable, notJudged }: Result): CaseVerdict["threatened"] {
  const others = [...notApplicable.map(({ name }) => name), ...notJudged];
  return Object.fromEntries([
    ...others.map((name) => [name, null] as const),
    ...promises.map(({ name, verdict, threatened }) =>
      [name, verdict === "unknown" ? null : threatened?.count ?? null] as const
    ),
  ]);
}

const actions = ["crash", "fail", "hold"];

const missedIn = ({ faults }: Result): string[] =>
  faults.filter(({ name, touched }) => actions.includes(name) && touched === 0)
    .map(({ name, target }) => `${name} ${target}`);

/**
 * Why the headline does not cover this run; null where the headline was judged. After a halt that the variant
 * allows, `no-silent-gap` takes the place of the headline.
 */
function notJudged(
  headline: string,
  { notApplicable, notJudged, promises }: Result,
): string | null {
  const isStoodFor = promises.some(({ name }) => name === noSilentGap.name);
  if (notJudged.includes(headline) && !isStoodFor) return `${headline} is not judged after a halt`;
  const exception = notApplicable.find(({ name }) => name === headline);
  return exception === undefined
    ? null
    : `${headline} is not promised for the ${exception.fault} of this run`;
}

function whyOf({ verdict, promises }: Result, missed: string | null): string {
  const decisive = promises.filter((promise) => promise.verdict === verdict)
    .map(({ name, why }) => ({ name, why: plain(why) }));
  const said = decisive.map(({ name, why }) => `${name}: ${why}`);
  // One doubt may be the reason of every promise: if all reasons are equal, one is enough.
  const whys = new Set(decisive.map(({ why }) => why));
  const reason = whys.size === 1 && decisive.length > 1 ? decisive[0].why : said.join("; ");
  const clause = reason === "" ? "no promise applies" : reason;
  return missed === null || verdict === "unknown" ? clause : `${missed} is not broken; ${clause}`;
}
