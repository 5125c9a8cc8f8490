/** Why an operation that happened has no effect: rules on the order of its events. */
import type { Written } from "../../history/case.ts";
import { absent, type Draft, type Finding, type Rule } from "./draft.ts";
import { lostInFeed } from "./feed.ts";
import type { Path } from "./path.ts";

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

const noEffect = (path: Path): Draft => absent({ code: "not-applied", targets: [...path.missed] });

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
    mistake: { code: "set-aside-unasked", reason: String(aside.reason) },
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

/** A saved position is past its row, and no effect came before that. */
function passedByPosition(path: Path): Finding | null {
  const { row, committed } = path;
  if (row === undefined || committed?.at == null) return null;
  const first = path.positionsPast(row)[0];
  const confirmed = path.confirmedPast(row)[0];
  if (first !== undefined) {
    const reader = String(first.reader);
    const position = positionDraft(first);
    if (first.at !== null && first.at < committed.at) {
      const passed = sentBehind(path, committed.at).slice(0, 1);
      return {
        mistake: { code: "position-past-uncommitted", reader },
        proof: [committed],
        adds: [position, ...passed, ...notSent(path)],
      };
    }
    // A commit has its time before others see it: the position may be saved between the two.
    const over = row.where === "log" ? null : passedOver(path);
    if (over !== null) return { ...over, adds: [position, ...over.adds ?? []] };
    const both = passedWithAnother(path, first);
    if (both !== null) return both;
    if (path.run("position").find((one) => one.reader === first.reader) === first) {
      const mistake = { code: "began-behind-it", reader } as const;
      return { mistake, proof: [committed], adds: [position, noEffect(path)] };
    }
  }
  if (confirmed !== undefined && (first?.at ?? Infinity) > confirmed.at!) {
    const fact = {
      code: "confirmed",
      slot: String(confirmed.slot),
      place: String(confirmed.place),
    };
    return passedBySlot(path, { event: confirmed, fact: fact as Draft["fact"] }, confirmed);
  }
  if (first === undefined) return null;
  if (slotStrike(path, first.at ?? Infinity) !== undefined) {
    return passedBySlot(path, positionDraft(first), first);
  }
  const reader = String(first.reader);
  const exit = first.at === null ? undefined : path.exits(reader, first.at)[0];
  return {
    mistake: { code: "position-before-effect", reader },
    proof: [committed, ...path.all("deliver").slice(-1), exit],
    adds: [positionDraft(first), noEffect(path)],
  };
}

/** A row behind it was sent, then the position was saved past both: the reader had not seen it. */
function passedWithAnother(path: Path, position: Written): Finding | null {
  if (position.where === "log" || !path.knows("send") || path.has("send")) return null;
  const [sent] = sentBehind(path, position.at ?? Infinity);
  if (sent === undefined || path.has("stored")) return null;
  return {
    mistake: { code: "passed-with-another", reader: String(position.reader) },
    proof: [path.committed],
    adds: [sent, positionDraft(position), ...notSent(path)],
  };
}

/** The server does not send it again: the slot is past it, and the reader never looked back. */
function passedBySlot(path: Path, draft: Draft, past: Written): Finding {
  const slot = String(past.slot ?? past.where);
  const strike = slotStrike(path, past.at ?? Infinity);
  const exit = path.exits(null, path.committed?.at ?? 0)[0];
  return {
    mistake: strike === undefined
      ? { code: "confirmed-before-effect", slot }
      : { code: "slot-moved-unnoticed", slot },
    proof: [path.committed, ...path.all("deliver").slice(-1), exit, strike?.event],
    adds: [draft, noEffect(path)],
  };
}

const slotStrike = (path: Path, beforeMs: number) =>
  path.faults.find(({ verb, beginMs }) => slotVerbs.has(verb) && beginMs <= beforeMs);

/** What moves a slot without its reader. */
const slotVerbs = new Set<string | null>(["advance", "drop", "recreate", "invalidate", "expire"]);

export const positionDraft = (event: Written): Draft => ({
  event,
  fact: {
    code: "position",
    reader: String(event.reader),
    where: String(event.where),
    place: String(event.place),
  },
});

const notSent = (path: Path): Draft[] =>
  path.knows("send") && !path.has("send") ? [absent({ code: "not-sent" })] : [];

/** The first events of rows behind its row that show that a reader passed them before this time. */
function sentBehind(path: Path, beforeMs: number): Draft[] {
  return path.others().flatMap(({ op, events }): Draft[] => {
    const other = { op, place: placeOf(events) };
    const passed = events.find(({ kind, at }) =>
      ["send", "stored", "marked"].includes(kind) && at !== null && at < beforeMs
    );
    if (passed === undefined || other.place === null) return [];
    if (passed.kind === "stored") {
      return [{ event: passed, fact: { code: "other-stored", ...other } }];
    }
    if (passed.kind === "marked") {
      return [{ event: passed, fact: { code: "other-marked", ...other } }];
    }
    const role = String(passed.role);
    return [{ event: passed, fact: { code: "other-sent", ...other, role, times: 1 } }];
  }).toSorted((a, b) => a.event!.at! - b.event!.at!);
}

export function placeOf(events: readonly Written[]): string | null {
  const place = events.find(({ kind }) => kind === "row")?.place;
  return typeof place === "string" ? place : null;
}

/** A row behind it was sent before it was committed, and nothing was sent of it afterwards. */
function passedOver(path: Path): Finding | null {
  const { committed } = path;
  if (committed?.at == null || path.has("send") || path.has("stored")) return null;
  const [passed] = sentBehind(path, committed.at);
  if (passed === undefined) return null;
  return {
    mistake: { code: "passed-over" },
    proof: [committed],
    adds: [
      passed,
      ...notSent(path),
      ...(path.knows("marked") && !path.has("marked") ? [absent({ code: "not-marked" })] : []),
    ],
  };
}

/** A consumer had it, and it was not delivered again. */
function takenAndLost(path: Path): Finding | null {
  const last = path.all("deliver").at(-1);
  if (last?.at == null) return null;
  const role = String(last.role);
  const [exit] = path.exits(role, last.at);
  const adds = [absent({ code: "not-delivered-again" }), noEffect(path)];
  if (exit !== undefined) {
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
  if (exit !== undefined) {
    const mistake = { code: "in-memory-lost", role: String(last.role) } as const;
    return { mistake, proof: [last, exit], adds: [noEffect(path)] };
  }
  return { mistake: { code: "failure-forgotten" }, proof, adds: [noEffect(path)] };
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
  const [exit] = path.exits(null, committed.at);
  if (exit !== undefined) {
    const mistake = { code: "in-memory-lost", role: String(exit.role) } as const;
    return { mistake, proof: [committed, exit], adds };
  }
  return { mistake: { code: "never-sent" }, proof: [committed], adds };
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
