/** The story of an operation or of a business day. */
import { columns } from "../said.ts";

export const stories = {
  title: (hasDay: boolean) => `The story of one operation${hasDay ? " or business day" : ""}`,
  operation: (op: number) => `Operation ${op}`,
  day: (date: string) => `Business day ${date}`,
  caption: (op: number) => `Events of op ${op}`,
  dayCaption: (date: string) => `Events of business day ${date}`,
  head: columns("at", "event", "says"),
  noTime: "no time",
  titles: {
    lost: "lost",
    duplicate: "applied more than once",
    phantom: "applied, and never happened",
    outOfOrder: "applied too late",
    pending: "waits, and nothing moves",
  },
  someTarget: "some target",
  acknowledgedOnly: "acknowledged, and the source does not have it",
  nothingIn: (targets: string) => `and nothing in ${targets}`,
  noEffect: "and then nothing: no effect",
  effects: (count: number) => `${count} effects of one operation`,
  effectNoOk: "an effect, and no ok",
  effectNoCommit: "an effect, and no commit",
  overtaken: "a later operation of the same key was applied before this one",
  stillWaits: (targets: string) => `and then nothing: no effect in ${targets}, and it still waits`,
  corrupted: {
    value: "applied with another value",
    key: "applied to another key",
    both: "applied with another value, to another key",
    unclear: "the value of the effect is not that of the invoke",
    ofEffect: "the effect",
    ofEffectAndCommit: "the effect and of the commit",
    wrongKey: (whose: string, wrong: string, owner: string, right: string) =>
      `the key of ${whose} is ${wrong}, that of the ${owner} is ${right}`,
    wrongValue: (wrong: string, right: string) =>
      `the value of the effect is ${wrong}, that of the invoke is ${right}`,
    spellings: (one: string, other: string) =>
      `two Unicode spellings of one text, ${one} and ${other}`,
    noForm: "no normal form",
  },
  lateDay: {
    title: "late",
    loadedLate: "loaded, but its deadline had passed before",
    notLoaded: "its deadline passed, and it was not loaded",
  },
  otherTotals: {
    title: "other totals in the target",
    moral: "the target does not have what the queries found",
  },
  goneFile: {
    title: "a file is gone",
    moral: "a file was sent, and is neither loaded nor in a folder",
  },
};
