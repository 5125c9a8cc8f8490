import type { LastSeen, NoLossPhrase } from "../../check/no-loss.ts";
import { many, named } from "./amounts.ts";
import type { Words } from "./words.ts";

export const noLoss: Words<NoLossPhrase> = {
  "none-missing": ({ happened, aside, putBack }) =>
    `${many(happened, "operation")} happened, none is missing` +
    (aside === 0 ? "" : `, ${aside} set aside, as the fault intended`) +
    (putBack === 0 ? "" : `, ${putBack} set aside but applied later`),
  "lost": ({ count, ops, lastSeen }) =>
    `${many(count, "operation")} lost, last seen at the ${places(lastSeen)}: ${named({ ops })}`,
  "pending": ({ count }) => `${many(count, "operation")} pending`,
  "not-seen-to-arrive": ({ count, ops }) =>
    `${many(count, "operation")} not seen to arrive: ${named({ ops })}`,
  "missing-after-the-end": ({ count, ops }) =>
    `${many(count, "operation")} missing, but happened after all was drained: ${named({ ops })}`,
};

/** `relay`; `source (1), relay (2)`. */
const places = (seen: readonly LastSeen[]): string =>
  seen.length === 1 ? seen[0].name : seen.map(({ name, count }) => `${name} (${count})`).join(", ");
