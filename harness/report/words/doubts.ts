/** Words for the reasons why no promise gets the verdict `kept`. */
import type { Doubt, UnreadableLines } from "../../check/doubts.ts";
import { many } from "./amounts.ts";
import { ofFault } from "./faults.ts";
import type { Words } from "./words.ts";

export const doubts: Words<Doubt> = {
  "not-one-run": ({ why }) => why,
  "unreadable-lines": (lines) => unreadable(lines),
  "no-event": ({ unreadable: lines }) =>
    `${lines === null ? "the history is empty" : unreadable(lines)}: ` +
    "a history is JSON lines, one event a line",
  "role-halted": ({ role, why, mayHaltUnder }) =>
    `${role} halted: ${why}` +
    (mayHaltUnder.length === 0
      ? ""
      : ` (it may halt under ${mayHaltUnder.join(", ")}, which had not struck before)`),
  "part-of-a-history": () =>
    "the page carries only a part of the history: put it into the folder of its run, " +
    "or analyze that folder",
  "drained-unknown": () => "the history does not say that all was drained",
  "not-drained": ({ why }) => `not drained${why && ` (${why})`}`,
  "too-few-operations": ({ happened, truth, needed }) =>
    `${many(happened, "operation")} ${truth === "commit" ? "committed" : "acknowledged"}, ` +
    `at least ${needed} needed`,
  "fault-proves-nothing": ({ fault, target, why }) =>
    `a fault proves nothing: ${ofFault(fault, target, why)}`,
};

function unreadable({ count, file, line, why }: UnreadableLines): string {
  const others = count === 1 ? "" : `, and ${count - 1} more`;
  return `line ${line} of ${file} cannot be read (it ${why})${others}`;
}
