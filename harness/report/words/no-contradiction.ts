import type { NoContradictionPhrase } from "../../check/no-contradiction.ts";
import { many, named } from "./amounts.ts";
import type { Words } from "./words.ts";

export const noContradiction: Words<NoContradictionPhrase> = {
  "none-aside-applied": () => "no operation that was set aside was applied",
  "aside-yet-applied": ({ count, ops }) =>
    `${many(count, "operation")} set aside, but also applied: ${named({ ops })}`,
};
