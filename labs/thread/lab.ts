import type { HistoryEvent } from "../../harness/history/event.ts";
import { type Claim, defineLab, type Variant } from "../../harness/lab.ts";
import { postgres } from "../../harness/services/postgres.ts";
import {
  auditCalled,
  calledFaultPoints,
  callerSurvives,
  callingLogin,
  gentlePoints,
  pointsFaults,
  pointsRole,
  prepareCalled,
  progressCalled,
} from "../login_points/called.ts";
import { callStandstillMs, progresses } from "../login_points/promises.ts";

/** The login process stays, and hears of every commit of its own. */
const gentle = [
  ...pointsFaults,
  "kill-target",
  "poison-message",
  "stop-login",
  "delay-network",
  "rollback",
  "burst",
];
/** What is in the memory of the login is gone, or a commit's answer is lost and its task never starts. */
const harsh = ["kill-login", "kill-source", "partition-network", "reset-connections"];

const mebibyte = 2 ** 20;
const always: readonly Claim[] = [
  { name: "no-duplicate", under: "any" },
  { name: "no-corruption", under: "any" },
  { name: "no-phantom", under: "any" },
  { name: "no-contradiction", under: "any" },
  progresses(callStandstillMs),
  callerSurvives,
  // Where the login is cut off, callers pile up outside, and its memory says nothing.
  {
    name: "bounded-memory",
    under: [...gentle.filter((fault) => fault !== "delay-network"), ...gentlePoints],
    limit: 256 * mebibyte,
  },
];
const inMemory: readonly Claim[] = [
  { name: "no-loss", under: [...gentle, ...gentlePoints] },
  ...always,
];
const recorded: readonly Claim[] = [{ name: "no-loss", under: "any" }, ...always];

/** A twin claims what `pool` claims, which it imitates. */
const twin = (
  rest: Omit<Variant, "promises" | "survives"> & { breaks: string },
): Variant => ({ ...rest, promises: inMemory, survives: [] });

export const thread = defineLab({
  name: "thread",
  summary: "The points service is called after the answer, by a task in the login's process.",
  services: { source: postgres, target: postgres },
  entry: "login",
  roles: {
    login: callingLogin(
      import.meta.resolve("./login.ts"),
      "takes logins over HTTP, commits and answers; tasks of it call points afterwards",
    ),
    points: pointsRole,
  },
  faultPoints: calledFaultPoints,
  variants: {
    "pool": {
      summary: "a bounded pool and queue; failures go to a failure log and are tried again",
      promises: inMemory,
      survives: gentle,
      telling: "--crash points:after-effect-before-answer@3 --fail login:before-call@20 " +
        "--chaos stop-login",
    },
    "failure-log-first": {
      summary: "pool, owed since the login's transaction: a crash loses nothing either",
      promises: recorded,
      survives: [...gentle, ...harsh],
      telling: "--crash login:after-commit@30 --chaos timeout-after-effect,kill-login",
      settings: { login: { TASK: "failure-log-first" } },
    },
    "fire-and-forget": twin({
      summary: "starts the call and forgets it, errors and all",
      breaks: "no-loss",
      telling: "--chaos points-error",
      settings: { login: { TASK: "fire-and-forget" } },
    }),
    "catch-outside": twin({
      summary: "try/catch around the start of the task, which never throws",
      breaks: "no-loss",
      telling: "--chaos points-error",
      settings: { login: { TASK: "catch-outside" } },
    }),
    "before-commit": twin({
      summary: "starts the task inside the transaction, which may still roll back",
      breaks: "no-phantom",
      telling: "--chaos rollback --hold login:before-rollback@1=300ms",
      settings: { login: { TASK: "before-commit" } },
    }),
    "unbounded": twin({
      summary: "a bounded pool with a queue that takes everything",
      breaks: "bounded-memory",
      telling:
        "--chaos points-slow --rate 300 --duration 5s --at 300ms --for 4500ms --in-flight 1000",
      // A pool this small is behind on any machine, however slowly logins come.
      settings: { login: { TASK: "unbounded", POOL: "8" } },
    }),
  },
  targets: ["points"],
  minimumOperations: 20,

  prepare: (corners, _variant, keys) => prepareCalled(corners, keys),
  progress: (corners) => progressCalled(corners),
  audit: (corners, _variant, epochMs): AsyncIterable<HistoryEvent> => auditCalled(corners, epochMs),
});
