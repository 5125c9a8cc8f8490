/** Why an operation that happened has no effect: rules on the order of its events. */
import type { Written } from "../../history/case.ts";
import { absent, type Finding, noEffect, type Rule } from "./draft.ts";
import { lostInFeed } from "./feed.ts";
import { passedByPosition, passedOver } from "./passed.ts";
import { type Path, sameRole } from "./path.ts";

/** From the most certain rule to the weakest. */
export const lostRules: readonly Rule[] = [
  uncommitted,
  setAside,
  removed,
  ownerGone,
  markedTooEarly,
  ...lostInFeed,
  passedByPosition,
  passedOver,
  takenAndLost,
  unconfirmed,
  neverSent,
  notReadAfterRestart,
];

function uncommitted(path: Path): Finding | null {
  if (!path.knows("commit") || path.has("commit") || !path.has("ok")) return null;
  return {
    mistake: { code: "acknowledged-uncommitted" },
    proof: [path.first("ok")],
    adds: [absent({ code: "not-committed" })],
  };
}

/** Its target set it aside, and no fault had struck it. */
function setAside(path: Path): Finding | null {
  const aside = path.first("aside");
  if (aside === undefined || path.faults.some(({ ops }) => ops.includes(path.op))) return null;
  return {
    mistake: {
      code: "set-aside-unasked",
      reason: aside.reason === undefined ? null : String(aside.reason),
    },
    proof: [path.first("invoke"), path.committed, aside],
    adds: [noEffect(path)],
  };
}

/** Its row was deleted, and nothing came of it. */
function removed(path: Path): Finding | null {
  const { row } = path;
  if (row?.state !== "deleted") return null;
  const exits = path.exits(null, row.at ?? -Infinity).slice(0, 1);
  const isSoon = exits.length > 0 && row.at !== null && exits[0].at! - row.at < 1_000;
  return {
    mistake: { code: "row-removed-unread" },
    proof: [path.committed, row, ...(isSoon ? exits : [])],
    adds: [noEffect(path)],
  };
}

function ownerGone(path: Path): Finding | null {
  const { row } = path;
  if (row?.state !== "taken") return null;
  const owner = String(row.owner ?? "");
  const exit = path.exits(null, row.at ?? -Infinity).find(({ role }) =>
    owner.includes(String(role).replace(/#.*$/, ""))
  );
  if (exit === undefined) return null;
  return {
    mistake: { code: "owner-gone", owner },
    proof: [path.committed, row, exit],
    adds: [noEffect(path)],
  };
}

function markedTooEarly(path: Path): Finding | null {
  const marked = path.first("marked");
  // A file of a feed is marked in the source, and its rows are looked for in the feed.
  if (marked === undefined || path.run("totals").length > 0) return null;
  const sends = path.all("send");
  if (path.knows("stored") && !path.has("stored")) {
    const exit =
      path.exits(sends[0] === undefined ? null : String(sends[0].role), marked.at ?? 0)[0];
    return sends.length === 0 && path.knows("send")
      ? {
        mistake: { code: "marked-before-send" },
        proof: [path.committed, marked, exit],
        adds: [absent({ code: "not-sent" })],
      }
      : {
        mistake: { code: "marked-before-stored" },
        proof: [...sends.slice(0, 1), marked, exit],
        adds: [absent({ code: "not-stored" })],
      };
  }
  if (path.knows("stored")) return null;
  return {
    mistake: { code: "marked-before-effect" },
    proof: [path.committed, marked],
    adds: [noEffect(path)],
  };
}

/** A consumer had it, and it was not delivered again. */
function takenAndLost(path: Path): Finding | null {
  const last = path.all("deliver").at(-1);
  if (last?.at == null) return null;
  const role = String(last.role);
  // A caller learns from the answer, or from its absence, that nothing was handled.
  if (path.has("send") && path.isCalled(role)) return null;
  const [exit] = path.exits(role, last.at);
  const adds = [absent({ code: "not-delivered-again" }), noEffect(path)];
  const isMarked = path.faults.some(({ ops }) => ops.includes(path.op));
  if (exit !== undefined && !isMarked) {
    return { mistake: { code: "acknowledged-before-effect", role }, proof: [last, exit], adds };
  }
  if (!path.isDrained || path.has("aside")) return null;
  return { mistake: { code: "given-up", role }, proof: [last, ...strikes(path, last.at)], adds };
}

/** The faults of this time, as events. */
function strikes(path: Path, ms: number): Written[] {
  const marking = path.faults.filter(({ ops }) => ops.includes(path.op));
  const span = marking[0] ?? path.faultAt(ms);
  return span == null ? [] : [span.event];
}

/** It was sent, and nobody noticed that it did not arrive. */
function unconfirmed(path: Path): Finding | null {
  const last = path.all("send").at(-1);
  if (last?.at == null || path.has("stored")) return null;
  const proof = [last, path.first("ok"), ...strikes(path, last.at)];
  if (path.knows("stored")) {
    const adds = [absent({ code: "not-stored" })];
    return { mistake: { code: "unconfirmed-send" }, proof, adds };
  }
  const exit = path.exits(String(last.role), last.at)[0];
  if (exit !== undefined && wasStillHeld(path, last, exit)) {
    const mistake = { code: "in-memory-lost", role: String(last.role) } as const;
    return { mistake, proof: [last, exit], adds: [noEffect(path)] };
  }
  return { mistake: { code: "failure-forgotten" }, proof, adds: [noEffect(path)] };
}

/** A call is given up after some 500 ms, in milliseconds. */
const heldMs = 500;

/** Nothing shows that the call of this send had failed before the process ended. */
function wasStillHeld(path: Path, send: Written, exit: Written): boolean {
  const [fromMs, toMs] = [send.at!, exit.at!];
  if (toMs - fromMs > heldMs) return false;
  return !path.faults.some(({ target, beginMs, endMs }) =>
    !sameRole(target.split(":")[0], String(send.role)) && beginMs <= toMs &&
    (endMs === null || endMs >= fromMs)
  );
}

function neverSent(path: Path): Finding | null {
  const { committed } = path;
  if (committed?.at == null || !path.knows("send") || path.has("send") || path.has("stored")) {
    return null;
  }
  const adds = [absent({ code: "not-sent" })];
  const answeredMs = path.first("ok")?.at ?? Infinity;
  const failed = path.faults.find(({ name, beginMs }) =>
    name === "fail" && beginMs >= committed.at! && beginMs <= answeredMs
  );
  if (failed !== undefined) {
    const proof = [committed, failed.event, path.first("ok")];
    return { mistake: { code: "failure-forgotten" }, proof, adds };
  }
  const exit = endOfHolder(path, committed.at);
  if (exit !== undefined) {
    const mistake = { code: "in-memory-lost", role: String(exit.role) } as const;
    return { mistake, proof: [committed, exit], adds };
  }
  return { mistake: { code: "never-sent" }, proof: [committed], adds };
}

/**
 * The end of the process that had it: the one that a failpoint struck while it had it. Where none did,
 * any process but a target's: a target never got it.
 */
function endOfHolder(path: Path, committedMs: number): Written | undefined {
  const struck = path.all("hazard").map(({ source }) => /^failpoint ([^:]+):/.exec(String(source)))
    .find((found) => found !== null)?.[1];
  if (struck !== undefined) return path.exits(struck, committedMs)[0];
  return path.exits(null, committedMs).find(({ role }) =>
    !path.targets.some((target) => sameRole(target, String(role)))
  );
}

/** A reader ended, the next one was ready after the commit, and nobody ever got it. */
function notReadAfterRestart(path: Path): Finding | null {
  const { committed } = path;
  if (committed?.at == null || !path.knows("deliver")) return null;
  if (path.has("deliver") || path.has("send") || path.has("stored")) return null;
  for (const exit of path.exits(null)) {
    const role = String(exit.role);
    const back = path.readyAfter(role, exit.at!);
    if (back === undefined || back.at! < committed.at) continue;
    return {
      mistake: { code: "not-read-after-restart", role },
      proof: [committed, exit, back],
      adds: [absent({ code: "not-delivered" }), noEffect(path)],
    };
  }
  return null;
}
