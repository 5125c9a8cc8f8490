import type { NoDuplicatePhrase } from "../../check/no-duplicate.ts";
import { many, named } from "./amounts.ts";
import type { Words } from "./words.ts";

export const noDuplicate: Words<NoDuplicatePhrase> = {
  "none-twice": ({ effects }) => `${many(effects, "effect")}, none twice`,
  "duplicate": ({ count, ops }) => `${many(count, "effect")} too many: ${named({ ops })}`,
};
