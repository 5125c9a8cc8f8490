import { usualHops } from "../contract/hop.ts";
import type { UnconditionalPromise } from "../contract/lab.ts";
import type { Examination } from "./checker.ts";
import { appliedAfterAll, type Evidence, many, named, Tally } from "./evidence.ts";

export const noLoss: UnconditionalPromise & Examination = {
  name: "no-loss",
  holds: "always",
  summary: "What happened in the source arrives in every target.",
  anomaly: "lost",
  examine(evidence) {
    const { operations } = evidence.facts;
    const { pending } = evidence;
    // What is missing before all is drained may still come, or stand in a line that cannot be read.
    if (!evidence.isMissingForGood) {
      const why = evidence.isDrained
        ? `${many(pending.count, "operation")} not seen to arrive: ${named(pending)}`
        : `${many(pending.count, "operation")} pending`;
      return { tally: new Tally(), why, undecided: pending.count === 0 ? null : why };
    }
    const lastSeen = new Map<string, number>();
    const tally = new Tally();
    for (const slot of evidence.missing) {
      if (!evidence.isLost(slot)) continue;
      const hop = evidence.lastHop(slot);
      lastSeen.set(hop, (lastSeen.get(hop) ?? 0) + 1);
      tally.add(operations.op.get(slot));
    }
    const undecided = pending.count === 0
      ? null
      : `${many(pending.count, "operation")} missing that happened after all was drained: ${
        named(pending)
      }`;
    const why = tally.count === 0
      ? keptBecause(evidence)
      : `${many(tally.count, "operation")} lost, last seen at the ${places(evidence, lastSeen)}: ${
        named(tally)
      }`;
    return { tally, why, undecided, lastSeen };
  },
};

function keptBecause(evidence: Evidence): string {
  let happened = 0;
  let aside = 0;
  evidence.each((slot) => {
    if (!evidence.happened(slot)) return;
    happened++;
    if (!evidence.isAppliedEverywhere(slot)) aside++;
  });
  const back = appliedAfterAll(evidence).count;
  return `${many(happened, "operation")} happened, none is missing` +
    (aside === 0 ? "" : `, ${aside} set aside as the fault meant`) +
    (back === 0 ? "" : `, ${back} set aside and applied after all`);
}

function places({ hops, facts }: Evidence, lastSeen: ReadonlyMap<string, number>): string {
  const { senders } = facts;
  // Where nobody says which stations there are, the sender may have a name of its own.
  const label = (name: string) =>
    hops === usualHops && name === "relay" && senders.length === 1 ? senders[0] : name;
  const seen = hops.filter(({ name }) => lastSeen.has(name));
  return seen.length === 1
    ? label(seen[0].name)
    : seen.map(({ name }) => `${label(name)} (${lastSeen.get(name)})`).join(", ");
}
