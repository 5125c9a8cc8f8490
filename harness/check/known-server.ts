import type { UnconditionalPromise } from "../contract/lab.ts";
import { impostor } from "../contract/hazards.ts";
import { type Examination, undecided } from "./checker.ts";
import { Tally } from "./evidence.ts";
import type { Says } from "./phrase.ts";

export type KnownServerPhrase =
  | Says<"no-impostor">
  /** The first fault whose end is not in the history. */
  | Says<"impostor-perhaps", { fault: string }>
  | Says<"impostor-refused", { connections: number }>
  | Says<"impostor-believed", { count: number; connections: number }>;

/** A client that does not check the key of its server sends its files to anybody. */
export const knownServer: UnconditionalPromise & Examination<KnownServerPhrase> = {
  name: "known-server",
  holds: "always",
  threatenedBy: [impostor],
  summary: "No role logs in to a server that has another key than the one it knows.",
  anomaly: null,
  judgedAfterHalt: true,
  examine(evidence) {
    const { faults } = evidence.facts;
    const impostors = faults.filter(({ misled }) => misled !== null);
    const tally = new Tally();
    const connections = impostors.reduce((sum, { touched }) => sum + (touched ?? 0), 0);
    // Connections belong to no operation.
    tally.count = impostors.reduce((sum, { misled }) => sum + misled!, 0);
    if (tally.count > 0) {
      const seen = { code: "impostor-believed", count: tally.count, connections } as const;
      return { tally, seen, undecided: [] };
    }
    const open = faults.find(({ endMs }) => endMs === null);
    if (open !== undefined) return undecided({ code: "impostor-perhaps", fault: open.name });
    const seen: KnownServerPhrase = impostors.length === 0
      ? { code: "no-impostor" }
      : { code: "impostor-refused", connections };
    return { tally, seen, undecided: [] };
  },
};
