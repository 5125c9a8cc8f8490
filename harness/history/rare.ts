/** What the kinds of a history say that are few: the run, its faults, processes and end. */
import type { Still } from "./event.ts";
import { AIMED_AT, REJECTED, SENDER_ASIDE, SET_ASIDE } from "./columns.ts";
import { sideOf } from "./old_places.ts";
import type { Drained, HaltFact, StandstillFact } from "./facts.ts";
import type { FaultMark, ProcessMark } from "./marks.ts";
import { type Gatherer, plainRole } from "./gather.ts";
import {
  incarnationOf,
  isOperation,
  type Line,
  numberIn,
  operationOf,
  Unreadable,
} from "./slow_line.ts";

interface Meta {
  truth: "commit" | "outcome" | null;
  targets: string[] | null;
  epochMs: unknown;
}

export class RareLines {
  readonly faults: FaultMark[] = [];
  readonly processes: ProcessMark[] = [];
  readonly halts: HaltFact[] = [];
  /** From when on a target must be reached that joined, by its name. */
  readonly joined = new Map<string, number>();
  meta: Meta | null = null;
  /** Whether the last meta was one of another run. */
  isOtherRun = false;
  /** The longest; the first of those that are as long. */
  standstill: StandstillFact | null = null;
  drained: Drained | null = null;
  readonly #gatherer: Gatherer;

  constructor(gatherer: Gatherer) {
    this.#gatherer = gatherer;
  }

  /** @throws Unreadable */
  take(line: Line): void {
    switch (line.kind) {
      case "meta":
        return this.#metaLine(line);
      case "aside":
        return this.#aside(line);
      case "fault":
        return this.#fault(line);
      case "process":
        if (line.phase === "ready" || line.phase === "exit") {
          const at = numberIn(line, "at");
          if (Number.isNaN(at)) return;
          this.processes.push({ at, role: plainRole(textIn(line, "role")), phase: line.phase });
        }
        return;
      case "halted":
        return this.#halted(line);
      case "sample":
        return this.#gatherer.sample(
          textIn(line, "role"),
          incarnationOf(line),
          numberIn(line, "rssBytes"),
        );
      case "join":
        return this.#join(line);
      case "standstill":
        return this.#standstill(line);
      case "drained":
        return this.#drainedLine(line);
    }
  }

  #halted(line: Line): void {
    const [role, at] = [textIn(line, "role"), numberIn(line, "at")];
    if (role === "") throw new Unreadable("says halted without a role");
    const why = textIn(line, "why") || "it did not say why";
    this.halts.push({ role, why, atMs: Number.isNaN(at) ? null : at });
  }

  #join(line: Line): void {
    const [target, fromMs] = [textIn(line, "target"), numberIn(line, "fromMs")];
    if (target === "" || Number.isNaN(fromMs)) {
      throw new Unreadable("is a join without a target, or a fromMs that is a number");
    }
    this.joined.set(target, Math.min(fromMs, this.joined.get(target) ?? Infinity));
  }

  #metaLine(line: Line): void {
    if ((line.schema ?? 1) !== 1) throw new Unreadable("is a meta whose schema is not 1");
    const truth = line.truth ?? null;
    if (truth !== null && truth !== "commit" && truth !== "outcome") {
      throw new Unreadable("is a meta whose truth is neither commit nor outcome");
    }
    const targets = line.targets ?? null;
    if (targets !== null && !isListOfNames(targets)) {
      throw new Unreadable("is a meta whose targets are no list of names");
    }
    const meta: Meta = {
      truth,
      targets: targets === null || targets.length === 0 ? null : [...new Set(targets)],
      epochMs: line.epochMs ?? null,
    };
    this.isOtherRun = this.meta !== null && JSON.stringify(this.meta) !== JSON.stringify(meta);
    this.meta ??= meta;
  }

  #aside(line: Line): void {
    const operations = this.#gatherer.operations;
    const op = operationOf(line);
    const at = numberIn(line, "at");
    const slot = operations.slot(op);
    operations.flags[slot] |= SET_ASIDE;
    const where = textIn(line, "where");
    const side = line.side === undefined ? sideOf(where) : textIn(line, "side");
    operations.flags[slot] |= side === "sender" ? SENDER_ASIDE : REJECTED;
    const there = operations.asidePlaces.get(where);
    if (there === undefined) operations.asidePlaces.set(where, new Set([slot]));
    else there.add(slot);
    const before = operations.asideAt.get(slot) ?? NaN;
    if (!(before <= at)) operations.asideAt.set(slot, Number.isNaN(at) ? before : at);
  }

  #fault(line: Line): void {
    const ops = line.ops ?? [];
    if (!Array.isArray(ops) || !ops.every(isOperation)) {
      throw new Unreadable("is a fault whose ops are no list of operations");
    }
    const { phase } = line;
    if (phase !== "begin" && phase !== "end") {
      throw new Unreadable("is a fault whose phase is neither begin nor end");
    }
    const at = numberIn(line, "at");
    const touched = numberIn(line, "touched");
    const name = textIn(line, "name");
    const target = textIn(line, "target");
    this.faults.push({
      at,
      phase,
      id: line.id === undefined ? `${name} on ${target}` : textIn(line, "id"),
      name,
      target,
      verb: clauseIn(line, "verb"),
      touched: Number.isNaN(touched) ? null : touched,
      ineffective: clauseIn(line, "ineffective"),
      by: clauseIn(line, "by"),
      still: stillIn(line),
    });
    const operations = this.#gatherer.operations;
    for (const op of ops) operations.flags[operations.slot(op)] |= AIMED_AT;
  }

  #standstill(line: Line): void {
    const [fromMs, toMs, backlog, lag] = ["fromMs", "toMs", "backlog", "lag"]
      .map((field) => numberIn(line, field));
    if (!(fromMs <= toMs && backlog >= 0)) {
      throw new Unreadable("is a standstill without a backlog, or a fromMs before a toMs");
    }
    const watchedMs = numberIn(line, "watchedMs");
    const doubt = clauseIn(line, "doubt");
    const before = this.standstill;
    if (before !== null && toMs - fromMs <= before.toMs - before.fromMs) return;
    const [lagOrNull, watchedOrNull] = [known(lag), known(watchedMs)];
    this.standstill = { fromMs, toMs, backlog, lag: lagOrNull, watchedMs: watchedOrNull, doubt };
  }

  /** Where several say it, all must agree that nothing was left. */
  #drainedLine(line: Line): void {
    if (typeof line.complete !== "boolean") {
      throw new Unreadable("says drained without a complete that is true or false");
    }
    const atRest = line.atRest ?? false;
    if (typeof atRest !== "boolean") {
      throw new Unreadable("says drained with an atRest that is neither true nor false");
    }
    if (this.drained?.complete === false) {
      this.drained = { ...this.drained, atRest: this.drained.atRest && (atRest || line.complete) };
      return;
    }
    const at = numberIn(line, "at");
    const before = this.drained === null ? -Infinity : this.drained.atMs;
    const atMs = Number.isNaN(at) || before === null ? null : Math.max(before, at);
    this.drained = { complete: line.complete, atRest, why: textIn(line, "why"), atMs };
  }
}

const known = (number: number): number | null => Number.isNaN(number) ? null : number;

/** Null where it is missing. @throws Unreadable */
function clauseIn(line: Line, field: string): string | null {
  const text = line[field] ?? null;
  if (text !== null && typeof text !== "string") {
    throw new Unreadable(`is a ${line.kind} that has no text as its ${field}`);
  }
  return text === "" ? null : text;
}

/** Null where it is missing. @throws Unreadable */
function stillIn(line: Line): Still[] | null {
  const list = line.still ?? null;
  if (list === null) return null;
  if (!Array.isArray(list)) throw new Unreadable("is a fault whose still is no list");
  return list.map((one: Line | null) => {
    const { role, kinds, target = null } = one ?? {};
    const [fromMs, toMs] = [numberIn(one ?? {}, "fromMs"), numberIn(one ?? {}, "toMs")];
    const isRight = typeof role === "string" && isListOfNames(kinds) &&
      (target === null || typeof target === "string") && fromMs <= toMs;
    if (!isRight) {
      throw new Unreadable("is a fault whose still lacks a role, kinds, or a fromMs before a toMs");
    }
    return { role, kinds, ...(target !== null && { target }), fromMs, toMs };
  });
}

function isListOfNames(list: unknown): list is string[] {
  return Array.isArray(list) && list.every((name) => typeof name === "string");
}

function textIn(line: Line, field: string): string {
  const text = line[field] ?? "";
  return typeof text === "string" ? text : JSON.stringify(text);
}
