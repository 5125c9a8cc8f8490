import type { NoPhantomPhrase } from "../../check/no-phantom.ts";
import { many, named } from "./amounts.ts";
import type { Words } from "./words.ts";

export const noPhantom: Words<NoPhantomPhrase> = {
  "no-phantom": () => "every effect belongs to an operation that happened",
  "phantom": ({ count, ops }) =>
    `${many(count, "operation")} applied, but did not happen: ${named({ ops })}`,
  "not-seen-to-happen": ({ count, ops }) =>
    `${many(count, "operation")} applied, but not seen to happen: ${named({ ops })}`,
};
