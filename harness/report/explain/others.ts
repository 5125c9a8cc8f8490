/** Rules for what is neither lost, doubled nor overtaken: phantoms, values, waits, pieces, copies. */
import { isBefore } from "../../history/place.ts";
import { absent, type Finding, type Rule } from "./draft.ts";
import { placeOf } from "./passed.ts";
import type { Path } from "./path.ts";

/** It was sent before its transaction ended, and the transaction was rolled back or never committed. */
export const sentBeforeEnd: Rule = (path) => {
  const start = path.first("send") ?? path.first("deliver");
  const failed = path.first("fail");
  const end = failed ?? (path.isNeverCommitted ? path.first("info") : undefined);
  if (start?.at == null || end?.at == null || start.at > end.at) return null;
  return {
    mistake: { code: "sent-before-end", isRolledBack: failed !== undefined },
    proof: [path.first("invoke"), start, end, path.first("effect")],
    adds: [absent({ code: "not-committed" })],
  };
};

/** The value of an effect is not that of the call. */
export const otherValue: Rule = (path) => {
  const called = path.first("invoke");
  if (typeof called?.value !== "string") return null;
  const effect = path.all("effect").find(({ value }) =>
    typeof value === "string" && value !== called.value
  );
  if (effect === undefined) return null;
  const values = { called: String(called.value), applied: String(effect.value) };
  return {
    mistake: { code: "other-value" },
    proof: [called, effect],
    adds: [{ event: effect, fact: { code: "value", ...values } }],
  };
};

/** A fault made it impossible to handle, and it was never set aside. */
export const neverSetAside: Rule = (path) => {
  const marked = path.faults.find(({ ops }) => ops.includes(path.op));
  if (marked === undefined || path.has("aside")) return null;
  const tries = [...path.all("send"), ...path.all("deliver")];
  return {
    mistake: { code: "never-set-aside", times: tries.length, blocks: blocksOthers(path) },
    proof: [path.committed, marked.event, ...tries, path.row],
    adds: [absent({ code: "not-applied", targets: [...path.missed] })],
  };
};

/** There are rows behind its row, and none of them has an effect. */
function blocksOthers(path: Path): boolean {
  const { row } = path;
  if (row === undefined) return false;
  const behind = path.others().filter(({ events }) => {
    const place = placeOf(events);
    return place !== null && isBefore(String(row.place), place);
  });
  return behind.length > 0 &&
    behind.every(({ events }) => events.every(({ kind }) => kind !== "effect"));
}

/** The operation that a fault made impossible to handle was tried again and again before it. */
export const blocked: Rule = (path) => {
  const marked = path.faults.find(({ ops }) => ops.length > 0 && !ops.includes(path.op));
  if (marked === undefined) return null;
  const [other] = marked.ops;
  const events = path.others().find(({ op }) => op === other)?.events ?? [];
  const tries = events.filter(({ kind }) => kind === "send" || kind === "deliver");
  const last = tries.at(-1);
  const place = null;
  return {
    mistake: { code: "blocked-behind", other, times: tries.length },
    proof: [path.committed, marked.event],
    adds: last === undefined ? [] : [{
      event: last,
      fact: { code: "other-sent", op: other, place, role: String(last.role), times: tries.length },
    }],
  };
};

/** A role that halts says why nothing moves: that is no mistake. */
export const nothingMoves: Rule = (path) =>
  path.run("halted").length > 0 ? null : {
    mistake: { code: "nothing-moves" },
    proof: [path.committed],
    adds: [absent({ code: "not-applied", targets: [...path.missed] })],
  };

/** The caller waited as long as a called service did not answer. */
export const waited: Rule = (path): Finding | null => {
  const [called, answered] = [path.first("invoke"), path.first("ok")];
  const send = path.first("send");
  if (called?.at == null || answered?.at == null || send?.at == null) return null;
  const strike = path.faults.find(({ beginMs, endMs }) =>
    beginMs <= answered.at! && (endMs === null || endMs >= send.at!)
  );
  if (strike === undefined) return null;
  return {
    mistake: { code: "wait-without-limit", waitedMs: answered.at - called.at },
    proof: [called, ...path.all("send"), strike.event, answered],
  };
};

/** The target applied the changes of one transaction in several. */
export const inPieces: Rule = (path) => {
  const applied = path.all("applied");
  const transactions = new Set(applied.map(({ txid }) => txid)).size;
  if (transactions < 2) return null;
  return {
    mistake: { code: "applied-in-pieces", transactions },
    proof: [path.committed, applied[0]],
  };
};

export const storedAgain: Rule = (path) => {
  const stored = path.all("stored");
  if (stored.length < 2) return null;
  const sends = path.all("send");
  const strike = path.faultAt(stored[0].at) ?? path.faultAt(stored[1].at);
  return {
    mistake: { code: "stored-again", sends: sends.length },
    proof: [...sends.slice(0, 2), ...stored.slice(0, 2), strike?.event],
  };
};
