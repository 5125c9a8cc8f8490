/** Roles, tables, audit and counts of the labs that call the points service. */
import type { Database } from "../../harness/services/postgres/database.ts";
import type { Aside, HistoryEvent } from "../../harness/history/event.ts";
import { callerSurvives } from "../../harness/check/caller-survives.ts";
import { endsOrFails, type PointHazards } from "../../harness/contract/point_hazards.ts";
import {
  calleeAway,
  calleeSlow,
  inHand,
  unacknowledgedEffect,
} from "../../harness/contract/hazards.ts";
import { at, type FaultSet, faultsOn, on } from "../../harness/contract/fault_set.ts";
import type { Hop } from "../../harness/contract/hop.ts";
import { promiseUnder } from "../../harness/contract/promise.ts";
import { rollback } from "../../harness/faults/rollback.ts";
import type { Role, Style } from "../../harness/contract/lab.ts";
import type { PostgresNamespace } from "../../harness/services/postgres/service.ts";
import { calledTables, failureLogTable, openAccounts } from "./postgres/schema.ts";
import { ofLogin } from "./hazards.ts";
import { counted } from "./in_hand.ts";
import { monitorsOn, owedRows } from "./owed.ts";
import { sourceOn, targetOn } from "./postgres/stores.ts";

/** The points service as a role. */
export const pointsRole = {
  summary: "takes grants over HTTP; the idempotency key and the grant in one transaction",
  program: import.meta.resolve("./points_service.ts"),
  links: ["target"],
  listens: true,
  traces: [{ kind: "effect", server: "target" }],
} satisfies Role;

/** The login service as a role that calls it. */
export const callingLogin = (program: string, summary: string) => ({
  summary,
  program,
  links: ["source"],
  calls: ["points"],
  listens: true,
  traces: [{ kind: "commit" as const, server: "source" }],
});

export const calledFaultPoints = {
  login: ["before-rollback", "before-commit", "after-commit", "before-call", "after-call"],
  points: ["after-deliver", "after-effect-before-answer"],
};

/** While the points service is held or gone, its callers wait or fail. */
export const calledPointHazards: Readonly<Record<string, PointHazards>> = {
  ...ofLogin,
  "login:after-commit": endsOrFails(inHand),
  "login:before-call": { crash: [inHand], fail: [calleeAway] },
  "login:after-call": endsOrFails(unacknowledgedEffect),
  "points:after-deliver": { crash: [inHand, calleeAway], fail: [calleeAway], hold: [calleeSlow] },
  "points:after-effect-before-answer": {
    crash: [unacknowledgedEffect, calleeAway],
    fail: [unacknowledgedEffect, calleeAway],
    hold: [calleeSlow],
  },
};

/** The login commits and calls; the points service takes the call and grants. */
export const calledHops: readonly Hop[] = [
  { name: "source", seenBy: [] },
  { name: "login", seenBy: ["sent"] },
  { name: "points", seenBy: ["delivered", "rejected"] },
  { name: "target", seenBy: ["applied"] },
];

/** Failpoints that disturb the login's call and nothing else of the login. */
export const gentlePoints: readonly FaultSet[] = [
  at("crash", "points"),
  at("hold", "points"),
  at("fail", "login:before-call"),
];

/** The login survives faults on the points service, on its database and on the call to it. */
export const loginSurvives = promiseUnder(callerSurvives, [
  ...faultsOn("points", "target"),
  ...gentlePoints,
  on(rollback),
]);

export interface CalledNamespaces {
  readonly source: PostgresNamespace;
  readonly target: PostgresNamespace;
}

/**
 * The style of a login that calls the points service.
 *
 * @param own further tables of the lab in the source, and the audit of them
 */
export function openCalled(
  { source, target }: CalledNamespaces,
  own: {
    tables?: string;
    audit?(epochMs: number): AsyncIterable<HistoryEvent>;
    /** How many logins are settled without a grant. @default 0 */
    settled?(): Promise<number>;
  } = {},
): Style {
  const [logins, grants] = [sourceOn(source), targetOn(target)];
  return {
    async prepare(keys) {
      await logins.prepare(keys, failureLogTable + (own.tables ?? ""));
      await grants.prepare(calledTables);
      await openAccounts(target.sql, keys);
    },

    async progress() {
      const [committed, owed, applied] = await Promise.all([
        logins.committed(),
        owedBy(source.sql),
        grants.applied(["points"]),
      ]);
      const { backlog, due } = owed;
      return { committed, sent: committed - backlog, applied, backlog, due, lag: null };
    },

    async inHand(role) {
      if (role !== "login") return [];
      // In this order, logins that come meanwhile make the count lower.
      const committed = await logins.committed();
      const settled = await own.settled?.() ?? 0;
      const kept = await keptIn(source.sql);
      return [counted(inHand, committed - settled - kept - await grants.applied(["points"]))];
    },

    monitors: () => monitorsOn(source.sql),

    async *audit(epochMs) {
      yield* logins.commits(epochMs);
      yield* refusals(source.sql, epochMs);
      yield* owedRows(source.sql, epochMs);
      yield* grants.hazards(epochMs);
      yield* grants.effects(epochMs, "points");
      if (own.audit) yield* own.audit(epochMs);
    },
  };
}

/** The grants that the failure log still owes. Calls that wait in a process are not visible here. */
async function owedBy(source: Database): Promise<{ backlog: number; due: number }> {
  const [{ owed, due }] = await source<[{ owed: bigint; due: bigint }]>`
    select count(*) as owed, count(*) filter (where due_at <= clock_timestamp()) as due
    from failure_log where status = 'WAITING'`;
  return { backlog: Number(owed), due: Number(due) };
}

/** The grants in the failure log: owed, or refused for good. */
async function keptIn(source: Database): Promise<number> {
  const [{ kept }] = await source<[{ kept: bigint }]>`select count(*) as kept from failure_log`;
  return Number(kept);
}

/** The calls that the points service refused for good. */
async function* refusals(source: Database, epochMs: number): AsyncGenerator<Aside> {
  const rows = await source<{ op: bigint; reason: string; at: number }[]>`
    select op, reason, (extract(epoch from refused_at) * 1000)::float8 as at
    from failure_log where status = 'REFUSED'`;
  for (const { op, reason, at } of rows) {
    const it = { op: Number(op), where: "failure_log", side: "sender", reason } as const;
    yield { at: at - epochMs, kind: "aside", ...it };
  }
}
