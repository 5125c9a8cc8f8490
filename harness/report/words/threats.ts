/** Words for the hazards that threatened a promise. */
import type { Result } from "../result.ts";

type Promised = Result["promises"][number];

/** Kept although no hazard came: nothing about this promise was tested. */
export const isUntested = ({ verdict, threatened }: Promised): boolean =>
  verdict === "kept" && threatened?.count === 0;

/** `kept`; `kept, not threatened` where no hazard of the promise came. */
export const verdictWords = (promise: Promised): string =>
  isUntested(promise) ? `${promise.verdict}, not threatened` : promise.verdict;

/** `redelivery 3 (broker log), rollback 1 (answers)`. */
export function threatWords({ threatened }: Promised): string {
  if (threatened === null) return "cannot be seen";
  const { hazards } = threatened;
  return hazards.map(({ name, count, source }) => `${name} ${count} (${source})`).join(", ") ||
    "not threatened";
}
