import type { Fate, MarkName } from "../../../check/funnel.ts";
import { many } from "../amounts.ts";

const fates: Readonly<Record<Fate, string>> = {
  dropped: "dropped",
  refused: "failed",
  unanswered: "without an answer",
  unplanned: "without an effect",
  lost: "lost",
  waiting: "waiting",
  aside: "set aside",
  applied: "applied",
  phantom: "phantom",
  unsettled: "applied in some target only",
};

/** One sentence a fate. */
const meanings: Readonly<Record<Fate, string>> = {
  dropped: "Never sent: the limit of operations in flight was reached.",
  refused: "The caller got an error, and it did not happen; business rollbacks are among them.",
  unanswered: "The caller got no answer, and it did not happen.",
  unplanned: "The history names it, but it was not planned and has no effect.",
  lost: "It happened, all was drained, and a target does not have it.",
  waiting: "It happened, and a target does not have it yet.",
  aside: "It was set aside because of a fault that aimed at it.",
  applied: "Every target has it.",
  phantom: "A target has it, and it did not happen.",
  unsettled: "A target has it, and nobody knows whether it happened.",
};

const marks: Readonly<Record<MarkName, string>> = {
  "unplanned": "not planned",
  "set-aside": "set aside before",
  "again": "more than once",
  "false-effect": "and a phantom",
};

export const funnel = {
  title: "Funnel",
  fates,
  meanings,
  marks,
  sum: (planned: number, parts: string) => `${planned} planned = ${parts}.`,
  part: (count: number, fate: string) => `${count} ${fate}`,
  came: (count: number) => `${count} came`,
  allWentOn: ", all went on",
  wentOn: (count: number) => `, ${count} went on`,
  furtherEffects: (count: number) => `${many(count, "further effect")}.`,
  first: (count: number) => `The first ${count}:`,
  withStory: "With a story:",
  note: "At each hop an operation stops in one bin, or goes on. A bin opens its operations.",
};
