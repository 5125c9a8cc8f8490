import type { StoredOncePhrase } from "../../check/stored-once.ts";
import { many, named } from "./amounts.ts";
import type { Words } from "./words.ts";

export const storedOnce: Words<StoredOncePhrase> = {
  "broker-log-unknown": () => "the history does not say what the broker's log has",
  "none-stored-twice": ({ stored }) => `${many(stored, "message")} in the broker's log, none twice`,
  "stored-again": ({ count, ops }) =>
    `${many(count, "message")} more than once in the broker's log: ${named({ ops })}`,
  "broker-log-in-part": ({ ops }) =>
    `the broker's log does not show all that was applied: ${named({ ops })}`,
};
