/** Words for phrases that several promises use. */
import type { NoLimit } from "../../check/checker.ts";
import type { NeverSent } from "../../check/load_validity.ts";
import { many } from "./amounts.ts";
import type { Words } from "./words.ts";

export const shared: Words<NoLimit | NeverSent> = {
  "no-limit": () => "the claim has no limit",
  "never-sent": ({ dropped, planned }) =>
    `${dropped.toLocaleString("en")} of ${many(planned, "operation")} were never sent: ` +
    "the limit of operations in flight was reached",
};
