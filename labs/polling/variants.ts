/** The variants of reading a message table: the sound ones, and the famous mistakes beside them. */
import { noDuplicate } from "../../harness/check/no-duplicate.ts";
import { noLoss } from "../../harness/check/no-loss.ts";
import { noOrphan } from "../../harness/check/no-orphan.ts";
import { progresses as progressPromise } from "../../harness/check/progresses.ts";
import { promise } from "../../harness/contract/promise.ts";
import { strike, type WorstCase } from "../../harness/contract/worst_case.ts";
import { kill } from "../../harness/faults/kill.ts";
import { pause } from "../../harness/faults/pause.ts";
import { poison } from "../../harness/faults/poison.ts";
import type { Mistake, Promised, Variant } from "../../harness/contract/lab.ts";
import { allFive, progresses } from "../login_points/promises.ts";

/**
 * In milliseconds: a connection to a database is given up after 5 s, a lease ends after 1 s, and a row
 * that fails waits for 0.2 and 0.4 s.
 */
const standstillMs = 10_000;

const promises: readonly Promised[] = [
  ...allFive(),
  progresses(standstillMs),
  promise(noOrphan),
];

type Words = Readonly<Record<string, string>>;
type Rest = Omit<Variant, "promises" | "settings">;

const sound = (worker: Words, rest: Rest): Variant => ({ ...rest, promises, settings: { worker } });
/** A twin claims the promises of the sound variant that it imitates. */
const twin = (worker: Words, rest: Rest & Mistake): Variant => sound(worker, rest);

/** Two workers and a lease for each key, without a fence and without dedup in the target. */
const trusting = { CLAIM: "lease", FENCE: "none", DEDUP: "none" };
const two = { worker: 2 };

/** The load lasts until the lease has ended and the other worker has rows of the same user to apply. */
const untilTheOtherWorked = { users: 1, rate: 60, durationMs: 4_000 };

/** Both workers want one user's rows. The first is held past its lease, until the second has applied a row. */
const oversleeps = (where: string): WorstCase => ({
  ...untilTheOtherWorked,
  hold: [`worker#1:${where}=10s until worker#2:after-apply`],
});

export const variants: Readonly<Record<string, Variant>> = {
  "status": sound({}, {
    summary: "one worker reads in order, applies, marks; the id and the effect in one transaction",
    worstCase: { crash: ["worker:after-apply@30"], chaos: [strike(kill, "target")] },
  }),
  "lease": sound({ CLAIM: "lease", FENCE: "token" }, {
    summary:
      "two workers, a lease for each user, a token that grows; the target refuses an old one",
    worstCase: { ...oversleeps("before-apply@5"), chaos: [strike(pause, "worker")] },
    instances: two,
  }),
  "retention": sound({ RETENTION: "done" }, {
    summary: "status; deletes done rows after a while, in batches; failed rows stay",
    worstCase: { hold: ["worker:before-apply@20=1500ms"], chaos: [strike(kill, "worker")] },
  }),
  "lease-without-fencing": twin(trusting, {
    summary: "trusts the lease alone: a worker goes on writing after its lease has ended",
    breaks: noDuplicate,
    imitates: "lease",
    shownAt: "apply.ts#openApply",
    insteadOf: "apply.ts#byToken",
    worstCase: oversleeps("before-apply@5"),
    instances: two,
  }),
  "owner-name-fence": twin({ ...trusting, FENCE: "owner-name", OWNER: "role" }, {
    summary: "the target refuses by the owner's name, but two workers share one name",
    breaks: noDuplicate,
    imitates: "lease",
    shownAt: "apply.ts#byOwnerName",
    insteadOf: "apply.ts#byToken",
    worstCase: oversleeps("before-apply@5"),
    instances: two,
  }),
  "check-then-write": twin({ ...trusting, FENCE: "checked-before" }, {
    summary: "checks the token before the transaction that writes",
    breaks: noDuplicate,
    imitates: "lease",
    shownAt: "apply.ts#checkBefore",
    insteadOf: "apply.ts#byToken",
    worstCase: oversleeps("after-check-before-write@5"),
    instances: two,
  }),
  "heartbeat-by-id": twin({ ...trusting, HEARTBEAT: "by-id", HEARTBEAT_MS: "0" }, {
    summary: "the heartbeat names the key, not the claim: a late one takes the lease back",
    breaks: noDuplicate,
    imitates: "lease",
    shownAt: "lease.ts#extendById",
    insteadOf: "lease.ts#extendByToken",
    worstCase: oversleeps("before-heartbeat@5"),
    instances: two,
  }),
  "no-dedup": twin({ CLAIM: "lease", FENCE: "token", DEDUP: "none" }, {
    summary: "the fence alone: the old worker applies a row, then the new one applies it again",
    breaks: noDuplicate,
    imitates: "lease",
    shownAt: "apply.ts#always",
    insteadOf: "apply.ts#recordOnce",
    worstCase: {
      ...untilTheOtherWorked,
      // The second worker claims the first one's rows, and applies them after the first one did.
      hold: [
        "worker#2:before-read@1=10s until worker#1:before-apply@5",
        "worker#1:before-apply@5=10s until worker#2:after-claim@1",
        "worker#2:after-claim@1=10s until worker#1:after-apply@5",
      ],
    },
    instances: two,
  }),
  "owner-never-released": twin({ CLAIM: "owner" }, {
    summary: "rows belong to a process by its name; a dead process keeps them for ever",
    breaks: noOrphan,
    imitates: "lease",
    shownAt: "worker.ts#byOwner",
    insteadOf: "worker.ts#byLease",
    worstCase: { crash: ["worker:after-claim@2"] },
  }),
  "purge-by-age": twin({ RETENTION: "age" }, {
    summary: "deletes old rows, read or not",
    breaks: noLoss,
    imitates: "retention",
    shownAt: "retention.ts#purgeByAge",
    insteadOf: "retention.ts#purgeDone",
    worstCase: { hold: ["worker:before-apply@20=2s"] },
  }),
  "delete-before-work": twin({ CLAIM: "delete" }, {
    summary: "deletes the row, then does the work",
    breaks: noLoss,
    imitates: "status",
    shownAt: "worker.ts#afterDelete",
    insteadOf: "worker.ts#inOrder",
    worstCase: { crash: ["worker:after-delete-before-work@2"] },
  }),
  "no-backoff": twin({ RETRY: "none" }, {
    summary: "retries a failed row at once, for ever, and all rows behind it wait",
    breaks: progressPromise,
    imitates: "status",
    shownAt: "worker.ts#work",
    insteadOf: "inbox.ts#postpone",
    worstCase: { chaos: [strike(poison)] },
  }),
};
