import type { NoOrphanPhrase } from "../../check/no-orphan.ts";
import { many, named } from "./amounts.ts";
import type { Words } from "./words.ts";

export const noOrphan: Words<NoOrphanPhrase> = {
  "commits-unknown": () => "the history does not say what was committed",
  "none-orphaned": () => "each message is done or set aside",
  "orphaned": ({ count, ops }) =>
    `${many(count, "message")} neither done nor set aside: ${named({ ops })}`,
};
