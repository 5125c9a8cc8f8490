import type { UnconditionalPromise } from "../contract/lab.ts";
import { fileChanged, inHand, unacknowledgedEffect, unrecordedSend } from "../contract/hazards.ts";
import { type Examination, undecided } from "./checker.ts";
import { Tally } from "./evidence.ts";
import type { Says } from "./phrase.ts";

export type NothingUnreadRemovedPhrase =
  | Says<"no-file-sent">
  /** Of the files that were sent, `waiting` were not loaded and lie in a folder. */
  | Says<"no-file-gone", { files: number; waiting: number }>
  /** `count` files are gone; `files` has the first of them. */
  | Says<"files-gone", { count: number; files: readonly GoneFile[] }>;

export type GoneFile = {
  readonly name: string;
  readonly date: string;
  readonly attempt: number;
};

const filesNamed = 10;

export const nothingUnreadRemoved:
  & UnconditionalPromise
  & Examination<NothingUnreadRemovedPhrase> = {
    name: "nothing-unread-removed",
    holds: "always",
    threatenedBy: [inHand, unrecordedSend, unacknowledgedEffect, fileChanged],
    summary: "A file that was sent is loaded, or still lies in one of the folders.",
    anomaly: null,
    judgedAfterHalt: true,
    examine(evidence) {
      const sent = evidence.facts.files.filter(({ isSent }) => isSent);
      if (sent.length === 0) return undecided({ code: "no-file-sent" });
      const unread = sent.filter(({ loadedMs }) => loadedMs.length === 0);
      const gone = unread.filter(({ places }) => places.length === 0);
      const tally = new Tally();
      if (gone.length === 0) {
        const seen = { code: "no-file-gone", files: sent.length, waiting: unread.length } as const;
        return { tally, seen, undecided: [] };
      }
      const files = gone.slice(0, filesNamed).map(({ name, date, attempt }) => (
        { name, date, attempt }
      ));
      const seen: NothingUnreadRemovedPhrase = { code: "files-gone", count: gone.length, files };
      // Until all is at rest, a file may be on its way from one folder to another.
      if (!evidence.isAtRest) return undecided(seen);
      // Files belong to no operation.
      tally.count = gone.length;
      return { tally, seen, undecided: [] };
    },
  };
