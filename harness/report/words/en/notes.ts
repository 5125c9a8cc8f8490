/** Notes beside the verdict, one sentence each, without its full stop. */
import { many } from "../amounts.ts";
import { type Said, said } from "../said.ts";

export const notes = {
  title: "Notes",
  /** An observation of the run, which is written in English. */
  observed: (note: string): Said => note,
  notProven: (why: Said): Said => said`Not proven: ${why}`,
  notPromised: (promise: string, fault: string) => `${promise} is not promised under ${fault}`,
  notJudged: (promise: string) => `${promise} is not judged after a halt`,
  torn: (file: string, line: number) =>
    `Line ${line} of ${file} was cut off by a crash and is left out`,
  drained: (why: string): Said => `drained: ${why}`,
  notBelieved: (role: string, kind: string, count: number) =>
    `${role} wrote ${many(count, `${kind} event`)}: not believed`,
  nothingRead: (file: string, why: string): Said => `${file} ${why}, so nothing of it was read`,
  unread: (file: string, lines: number, line: number, why: string): Said =>
    `${many(lines, "line")} of ${file} cannot be read (line ${line} ${why}); ` +
    "no verdict depends on a role's own file",
  more: (count: number) => `${count} more files or kinds of roles' events were left out`,
};
