import { many, named } from "../../harness/report/words/amounts.ts";
import type { Words } from "../../harness/report/words/words.ts";
import type { StampedPhrase } from "./stamped.ts";

export const stampedWords: Words<StampedPhrase> = {
  "all-stamped": () => "each letter was stamped",
  "not-stamped-yet": () => "not all is stamped yet",
  "without-stamp": ({ count, ops }) =>
    `${many(count, "letter")} without a stamp: ${named({ ops })}`,
};
