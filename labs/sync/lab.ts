import type { Aside, HistoryEvent } from "../../harness/history/event.ts";
import { type Claim, defineLab, type Variant } from "../../harness/lab.ts";
import { postgres, type PostgresCorner } from "../../harness/services/postgres.ts";
import {
  auditCalled,
  calledFaultPoints,
  callerSurvives,
  callingLogin,
  pointsFaults,
  pointsRole,
  prepareCalled,
  progressCalled,
} from "../login_points/called.ts";
import { callStandstillMs, progresses } from "../login_points/promises.ts";
import { compensationsTable } from "./compensate.ts";

const survives = [
  ...pointsFaults,
  "kill-target",
  "poison-message",
  "stop-login",
  "kill-login",
  "kill-source",
  "delay-network",
  "partition-network",
  "reset-connections",
  "rollback",
  "burst",
];
const whateverHappens: readonly Claim[] = [
  { name: "no-loss", under: "any" },
  { name: "no-duplicate", under: "any" },
  { name: "no-corruption", under: "any" },
  progresses(callStandstillMs),
];
const recorded: readonly Claim[] = [
  ...whateverHappens,
  { name: "no-phantom", under: "any" },
  { name: "no-contradiction", under: "any" },
  callerSurvives,
];
/** 2 s for a login, of which the call has 300 ms: what is left is for a machine under load. */
const bounded: readonly Claim[] = [
  ...recorded,
  { name: "bounded-wait", under: pointsFaults, limit: 2_000 },
];

type Rest = Omit<Variant, "promises" | "survives">;
const sound = (promises: readonly Claim[], rest: Rest): Variant => ({
  ...rest,
  promises,
  survives,
});
/** A twin claims what the sound variant claims that it imitates. */
const twin = (promises: readonly Claim[], rest: Rest & { breaks: string }): Variant => ({
  ...rest,
  promises,
  survives: [],
});

export const sync = defineLab({
  name: "sync",
  summary: "The points service is called inside the request of the login.",
  services: { source: postgres, target: postgres },
  entry: "login",
  roles: {
    login: callingLogin(
      import.meta.resolve("./login.ts"),
      "takes logins over HTTP, commits them, and calls points before it answers",
    ),
    points: pointsRole,
  },
  faultPoints: calledFaultPoints,
  variants: {
    "record-failure": sound(recorded, {
      summary: "owed since the login's transaction; called, and tried again until it is settled",
      telling:
        "--crash points:after-effect-before-answer@3 --chaos timeout-after-effect,kill-login",
    }),
    "circuit-breaker": sound(bounded, {
      summary: "record-failure, with a short timeout and a breaker: the caller's wait is bounded",
      telling: "--chaos points-hang",
      settings: { login: { TIMEOUT_MS: "300", BREAKER: "on" } },
    }),
    "all-or-nothing": sound(whateverHappens, {
      summary: "called as the last step of the transaction; points fail, the login fails",
      telling: "--chaos timeout-after-effect",
      settings: { login: { CALL: "all-or-nothing" } },
    }),
    "compensate": sound(recorded, {
      summary: "record-failure; a refusal for good takes the login's reward back",
      telling: "--chaos points-refuse",
      settings: { login: { REFUSED: "compensate" } },
    }),
    "retry-without-key": twin(recorded, {
      summary: "tries again without an idempotency key; a timeout may have taken effect",
      breaks: "no-duplicate",
      telling: "--chaos timeout-after-effect",
      settings: { login: { IDEMPOTENCY_KEY: "none" } },
    }),
    "no-timeout": twin(bounded, {
      summary: "waits as long as it takes; what never fails never opens the breaker",
      breaks: "bounded-wait",
      telling: "--chaos points-hang --rate 50 --at 1200ms --for 3s",
      settings: { login: { TIMEOUT_MS: "0", BREAKER: "on" } },
    }),
    "swallow": twin(recorded, {
      summary: "catches the failure so that the login survives, and forgets it",
      breaks: "no-loss",
      telling: "--chaos points-error",
      settings: { login: { CALL: "swallow" } },
    }),
  },
  targets: ["points"],
  minimumOperations: 20,

  prepare: (corners, _variant, keys) => prepareCalled(corners, keys, compensationsTable),
  progress: (corners) => progressCalled(corners),
  async *audit(corners, _variant, epochMs): AsyncGenerator<HistoryEvent> {
    yield* auditCalled(corners, epochMs);
    yield* compensations(corners.source, epochMs);
  },
});

async function* compensations({ sql }: PostgresCorner, epochMs: number): AsyncGenerator<Aside> {
  const rows = await sql<{ op: bigint; reason: string; at: number }[]>`
    select op, reason, (extract(epoch from compensated_at) * 1000)::float8 as at
    from compensations`;
  for (const { op, reason, at } of rows) {
    yield { at: at - epochMs, kind: "aside", op: Number(op), where: "compensations", reason };
  }
}
