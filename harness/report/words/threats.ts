/** Words for the hazards that threatened a promise. */
import type { Result } from "../result.ts";
import { type Catalogue, en } from "./en/mod.ts";
import { joined, type Said } from "./said.ts";

type Promised = Result["promises"][number];

/** Kept although no hazard came: nothing about this promise was tested. */
export const isUntested = ({ verdict, threatened }: Promised): boolean =>
  verdict === "kept" && threatened?.count === 0;

/** `kept`; `kept, not threatened` where no hazard of the promise came. */
export function verdictWords(promise: Promised, { promises }: Catalogue = en): string {
  const verdict = promises.verdicts[promise.verdict];
  return isUntested(promise) ? promises.untested(verdict) : verdict;
}

/** `redelivery 3 (broker log), rollback 1 (answers)`. */
export function threatWords({ threatened }: Promised, { promises }: Catalogue): Said {
  if (threatened === null) return promises.threatUnseen;
  const { hazards } = threatened;
  if (hazards.length === 0) return promises.threatNone;
  return joined(
    hazards.map(({ name, count, source }) => promises.hazard(name, count, source)),
    ", ",
  );
}
