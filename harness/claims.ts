/** What a variant promises in the words of one edition: computed from the faults that there are in it. */
import { covers, speaksOf } from "./check/covers.ts";
import { isCalled, offered, type Thing } from "./contract/capability.ts";
import type { FaultSet, Which } from "./contract/fault_set.ts";
import { faultsIn } from "./faults/catalogue.ts";
import type { Claim, Fault, Lab, Promised } from "./lab.ts";

/** As they are judged. */
export function claimsOf(lab: Lab, variant: string): Claim[] {
  const faults = faultsIn(lab, variant);
  return lab.variants[variant].promises.map((promised) => claimOf(promised, faults));
}

function claimOf(
  { kind, except, under, limit, outageMs }: Promised,
  faults: readonly Fault[],
): Claim {
  const bounds = {
    ...(limit !== undefined && { limit }),
    ...(outageMs !== undefined && { outageMs }),
  };
  if (kind.holds === "under") return { name: kind.name, under: wordsOf(under, faults), ...bounds };
  const excepted = wordsOf(except, faults);
  if (excepted.length === 0) return { name: kind.name, under: "any", ...bounds };
  const left = faults.filter((fault) => !covers(excepted, fault)).map(({ name }) => name);
  return { name: kind.name, under: left, except: excepted, ...bounds };
}

/** `kill-broker`, `lose-ack login-broker`, `crash points`: as `covers` takes them. */
export function wordsOf(sets: readonly FaultSet[], faults: readonly Fault[]): string[] {
  return [...new Set(sets.flatMap((set) => wordsOfOne(set, faults)))];
}

function wordsOfOne(set: FaultSet, faults: readonly Fault[]): string[] {
  if (set.kind === "failpoint") {
    return [set.place === null ? set.action : `${set.action} ${set.place}`];
  }
  const meant = faults.filter((fault) => isIn(set, fault)).map(({ name }) => name);
  return set.kind === "aim" ? meant.map((name) => `${name} ${set.aim}`) : meant;
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
  wordsOf(lab.variants[variant].haltsUnder ?? [], faultsIn(lab, variant));

/** Names of the faults that a sound variant survives: those under which its headline promise holds. */
export function survivedBy(lab: Lab, variant: string): string[] {
  const { breaks, promises } = lab.variants[variant];
  if (breaks !== undefined || promises.length === 0) return [];
  const faults = faultsIn(lab, variant);
  const headline = claimOf(promises[0], faults);
  return faults.filter((fault) => speaksOf(headline, fault)).map(({ name }) => name);
}

/** A fault under which a promise is not made. */
export interface Exception {
  readonly promise: string;
  readonly fault: string;
}

/** What a sound variant says that it does not promise, as far as it can be tried by a fault alone. */
export function exceptionsOf(lab: Lab, variant: string): Exception[] {
  const { breaks, promises } = lab.variants[variant];
  if (breaks !== undefined) return [];
  const faults = faultsIn(lab, variant);
  return promises.filter(({ kind }) => kind.holds === "always")
    .map((promised) => claimOf(promised, faults))
    .flatMap((claim) =>
      faults.filter((fault) => !speaksOf(claim, fault))
        .map(({ name }) => ({ promise: claim.name, fault: name }))
    );
}
