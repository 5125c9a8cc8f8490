/** The promises of a variant in the fault names of one edition, computed from the faults that the edition has. */
import { aimsIn, strikesLink } from "./aims.ts";
import { covers, speaksOf } from "../check/covers.ts";
import { isCalled, offered, type Thing } from "../contract/capability.ts";
import type { FaultSet, Which } from "../contract/fault_set.ts";
import { faultsIn } from "../faults/catalogue.ts";
import type { Claim, Fault, Lab, Promised } from "../contract/lab.ts";

/** The promises as they are judged. */
export function claimsOf(lab: Lab, variant: string): Claim[] {
  const edition = editionIn(lab, variant);
  return lab.variants[variant].promises.map((promised) => claimOf(promised, edition));
}

/** The faults and aims that can name a set of faults. */
export interface Edition {
  readonly lab: Lab;
  readonly faults: readonly Fault[];
  /** The aims that the faults may have. */
  readonly aims: readonly string[];
}

const editionIn = (lab: Lab, variant: string): Edition => ({
  lab,
  faults: faultsIn(lab, variant),
  aims: aimsIn(lab, variant),
});

function claimOf(
  { kind, except, under, limit, outageMs }: Promised,
  edition: Edition,
): Claim {
  const bounds = {
    ...(limit !== undefined && { limit }),
    ...(outageMs !== undefined && { outageMs }),
  };
  if (kind.holds === "under") return { name: kind.name, under: wordsOf(under, edition), ...bounds };
  const excepted = wordsOf(except, edition);
  if (excepted.length === 0) return { name: kind.name, under: "any", ...bounds };
  const left = edition.faults.filter((fault) => !covers(excepted, fault)).map(({ name }) => name);
  return { name: kind.name, under: left, except: excepted, ...bounds };
}

/** The names in these sets, as `covers` takes them: `kill-broker`, `lose-ack login-broker`, `crash points`. */
export function wordsOf(sets: readonly FaultSet[], edition: Edition): string[] {
  return [...new Set(sets.flatMap((set) => wordsOfOne(set, edition)))];
}

function wordsOfOne(set: FaultSet, { lab, faults, aims }: Edition): string[] {
  if (set.kind === "failpoint") {
    return [set.place === null ? set.action : `${set.action} ${set.place}`];
  }
  const meant = faults.filter((fault) => isIn(set, fault)).map(({ name }) => name);
  if (set.kind !== "aim") return meant;
  // Other aims may mean the same link.
  const same = aims.filter((aim) => strikesLink(lab, aim, set.aim));
  return meant.flatMap((name) => same.map((aim) => `${name} ${aim}`));
}

function isIn(set: Exclude<FaultSet, { kind: "failpoint" }>, { verb, thing }: Fault): boolean {
  if (set.kind === "thing") return isMeant(thing, set.thing);
  if (set.verb.name !== verb) return false;
  return set.kind === "aim" || set.things.length === 0 ||
    set.things.some((which) => isMeant(thing, which));
}

const isMeant = (thing: Thing, which: Which): boolean =>
  typeof which === "string" ? isCalled(thing, which) : offered(thing, which) !== null;

/** See `Variant.haltsUnder`. */
export const haltsUnderOf = (lab: Lab, variant: string): string[] =>
  wordsOf(lab.variants[variant].haltsUnder ?? [], editionIn(lab, variant));

/** The faults that a sound variant survives: those under which its headline promise holds. */
export function survivedBy(lab: Lab, variant: string): string[] {
  const { breaks, promises } = lab.variants[variant];
  if (breaks !== undefined || promises.length === 0) return [];
  const edition = editionIn(lab, variant);
  const headline = claimOf(promises[0], edition);
  return edition.faults.filter((fault) => speaksOf(headline, fault)).map(({ name }) => name);
}

/** A fault under which a promise does not hold. */
export interface Exception {
  readonly promise: string;
  readonly fault: string;
}

/** The exceptions of a sound variant's promises, as far as a fault alone can test them. */
export function exceptionsOf(lab: Lab, variant: string): Exception[] {
  const { breaks, promises } = lab.variants[variant];
  if (breaks !== undefined) return [];
  const edition = editionIn(lab, variant);
  return promises.filter(({ kind }) => kind.holds === "always")
    .map((promised) => claimOf(promised, edition))
    .flatMap((claim) =>
      edition.faults.filter((fault) => !speaksOf(claim, fault))
        .map(({ name }) => ({ promise: claim.name, fault: name }))
    );
}
