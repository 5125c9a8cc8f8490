/** Why an operation has no effect: a reader's position or a row behind it went past it. */
import type { Written } from "../../history/case.ts";
import { absent, type Draft, type Finding, noEffect } from "./draft.ts";
import type { Path } from "./path.ts";
import { appliedOf } from "./told.ts";

/** A saved position is past its row, and no effect came before that. */
export function passedByPosition(path: Path): Finding | null {
  const { row, committed } = path;
  if (row === undefined || committed?.at == null) return null;
  const rest = restNotRead(path);
  if (rest !== null) return rest;
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

/**
 * A part of its changes was applied. The position that passed the rest may be its own transaction's, so
 * no event names it.
 */
function restNotRead(path: Path): Finding | null {
  const applied = path.all("applied");
  const of = path.first("change")?.of;
  if (applied.length === 0 || typeof of !== "number" || appliedOf(applied) >= of) return null;
  const reader = String(path.run("position")[0]?.reader ?? "");
  const exit = path.exits(reader, path.committed?.at ?? Infinity)[0];
  const back = exit === undefined ? undefined : path.readyAfter(reader, exit.at!);
  if (back === undefined) return null;
  return {
    mistake: { code: "rest-not-read", reader },
    proof: [path.committed, applied[0], exit, back],
    adds: [noEffect(path)],
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
export function passedOver(path: Path): Finding | null {
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
