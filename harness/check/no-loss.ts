import { usualHops } from "../contract/hop.ts";
import { inHand, lateCommit, receiverAway, unconfirmedSend } from "../contract/hazards.ts";
import type { UnconditionalPromise } from "../contract/lab.ts";
import type { Examination } from "./checker.ts";
import { appliedAfterAll, type Evidence, Tally } from "./evidence.ts";
import { few, type Operations, type Says } from "./phrase.ts";

export type NoLossPhrase =
  | Says<"none-missing", {
    happened: number;
    /** Operations that were set aside because a fault aimed at them. */
    aside: number;
    /** Operations that were set aside, and applied later. */
    putBack: number;
  }>
  | Says<"lost", Operations & { lastSeen: readonly LastSeen[] }>
  | Says<"pending", Operations>
  | Says<"not-seen-to-arrive", Operations>
  | Says<"missing-after-the-end", Operations>;

/** How many operations this station was the last to see. */
export type LastSeen = { readonly name: string; readonly count: number };

export const noLoss: UnconditionalPromise & Examination<NoLossPhrase> = {
  name: "no-loss",
  holds: "always",
  threatenedBy: [inHand, unconfirmedSend, lateCommit, receiverAway],
  summary: "An operation that happened in the source arrives in every target.",
  anomaly: "lost",
  examine(evidence) {
    const { operations } = evidence.facts;
    const { pending } = evidence;
    // Before all is drained a missing effect may still come; an unreadable line may also hold it.
    if (!evidence.isMissingForGood) {
      const code = evidence.isDrained ? "not-seen-to-arrive" : "pending";
      const seen: NoLossPhrase = { code, ...few(pending) };
      return { tally: new Tally(), seen, undecided: pending.count === 0 ? [] : [seen] };
    }
    const lastSeen = new Map<string, number>();
    const tally = new Tally();
    for (const slot of evidence.missing) {
      if (!evidence.isLost(slot)) continue;
      const hop = evidence.lastHop(slot);
      lastSeen.set(hop, (lastSeen.get(hop) ?? 0) + 1);
      tally.add(operations.op.get(slot));
    }
    const undecided: NoLossPhrase[] = pending.count === 0
      ? []
      : [{ code: "missing-after-the-end", ...few(pending) }];
    const seen: NoLossPhrase = tally.count === 0
      ? noneMissing(evidence)
      : { code: "lost", ...few(tally), lastSeen: places(evidence, lastSeen) };
    return { tally, seen, undecided, lastSeen };
  },
};

function noneMissing(evidence: Evidence): NoLossPhrase {
  let happened = 0;
  let aside = 0;
  evidence.each((slot) => {
    if (!evidence.happened(slot)) return;
    happened++;
    if (!evidence.isAppliedEverywhere(slot)) aside++;
  });
  const putBack = appliedAfterAll(evidence).count;
  return { code: "none-missing", happened, aside, putBack };
}

function places({ hops, facts }: Evidence, lastSeen: ReadonlyMap<string, number>): LastSeen[] {
  const { senders } = facts;
  // A history that names no lab may name its sender freely: the place of a loss gets that name.
  const label = (name: string) =>
    hops === usualHops && name === "relay" && senders.length === 1 ? senders[0] : name;
  return hops.filter(({ name }) => lastSeen.has(name))
    .map(({ name }) => ({ name: label(name), count: lastSeen.get(name)! }));
}
