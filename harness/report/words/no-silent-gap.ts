import type { NoSilentGapPhrase } from "../../check/no-silent-gap.ts";
import { many, named } from "./amounts.ts";
import type { Words } from "./words.ts";

export const noSilentGap: Words<NoSilentGapPhrase> = {
  "no-commit-record": () => "no commit says what happened, so a gap cannot be seen",
  "no-gap": ({ happened }) => `${many(happened, "operation")} committed, no gap`,
  "halted-at-gap": ({ count, ops, role, why }) =>
    `${many(count, "operation")} missing since ${role} halted (${why}), and nothing later ` +
    `arrived: ${named({ ops })}`,
  "missing-without-halt": ({ count, ops }) =>
    `${many(count, "operation")} missing, and no role halted: ${named({ ops })}`,
  "passed-in-time": ({ count, ops }) =>
    `${many(count, "operation")} missing, but committed before the row of an applied operation ` +
    `was written: ${named({ ops })}`,
  "passed-in-key": ({ count, ops }) =>
    `${
      many(count, "operation")
    } missing with a lower seq than an applied operation of the same key: ` +
    named({ ops }),
  "gap-may-close": ({ count, ops }) =>
    `${many(count, "operation")} missing, but may still come: ${named({ ops })}`,
  "gap-place-unknown": ({ count, ops }) =>
    `${many(count, "operation")} missing, and the times and seqs do not say whether something ` +
    `later arrived: ${named({ ops })}`,
};
