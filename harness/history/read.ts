/** Reads a history, in one pass over its files, into columns of numbers. */
import { basename } from "node:path";
import { Refusal } from "../errors.ts";
import { believedBits, isBelieved } from "./believed.ts";
import { COMMITTED } from "./columns.ts";
import type { Complaint, Facts, Unread } from "./facts.ts";
import { faultFacts } from "./fault_facts.ts";
import { type Block, eachBlock, longestLineBytes } from "./files.ts";
import type { LineIndex } from "./line_index.ts";
import { Aggregate } from "./aggregate.ts";
import { LineReader } from "./line.ts";
import { afterByteOrderMark } from "./lines.ts";
import { withTargets } from "./nameless.ts";
import { withMovements } from "./movements.ts";
import { NotOneRun } from "./not_one_run.ts";
import { ControlEvents } from "./control_events.ts";
import { byAttempt, byName, byTime } from "./sorted.ts";
import { mostOperations, newIndex } from "./sizes.ts";
import type { Source } from "./source.ts";
import { type HistoryInput, withHistory } from "./sources.ts";
import type { Keeper } from "./writer.ts";
import { effect } from "./kinds/effect.ts";
import { controlKind, frequentKinds, kindNames, numberOf } from "./kinds/mod.ts";
import { stored } from "./kinds/stored.ts";
import { AT, OP, TARGET } from "./lexer.ts";
import { fill, isCutOff, isSpace, type Line, parseLine, Unreadable } from "./slow_line.ts";

export type { Complaint, Facts, FaultFact } from "./facts.ts";

/** Only the first unreadable lines are kept, at most this many; the others are counted. */
const keptComplaints = 20;

/**
 * Reads the facts of a history. Events may come in any order, within a file and across files. A
 * line that cannot be read is counted and named, and reading goes on: lines of roles' files go into
 * `unread`, all others into `unreadable`.
 *
 * @param options.isIndexed whether the sources get indexes, for later passes over the files
 * @throws Refusal (66) where a path does not exist, or a file that no role wrote cannot be read.
 */
export async function readHistory(
  input: HistoryInput,
  { isIndexed = false }: { readonly isIndexed?: boolean } = {},
): Promise<Facts> {
  return await withHistory(input, async ({ sources: found }) => {
    const reading = new Reading(await mostOperations(found));
    const sources: Source[] = [];
    for (const source of found) {
      const index = isIndexed ? await newIndex(source) : null;
      await reading.source({ ...source, index });
      sources.push({ ...source, index });
    }
    const facts = reading.facts(sources);
    return { ...facts, faults: await withMovements(facts.faults, sources) };
  });
}

const [effectKind, storedKind] = [numberOf(effect), numberOf(stored)];

class Reading {
  readonly #aggregate: Aggregate;
  readonly #line = new LineReader(kindNames);
  readonly #control: ControlEvents;
  readonly #complaints: Complaint[] = [];
  readonly #torn: Complaint[] = [];
  #unreadable = 0;
  #events = 0;
  #endMs = -Infinity;
  #effectWithoutTarget: Complaint | null = null;
  readonly #unbelieved = new Map<string, Map<string, number>>();
  readonly #unread: Unread[] = [];
  readonly #notOneRun = new NotOneRun();

  #file = "";
  #keeper: Keeper = "anyone";
  /** The bits of the kinds for which this file is believed. */
  #believed = -1;
  /** The process that wrote the file; the name of the file where no role wrote it. */
  #writer = "";
  #lineNumber = 0;
  #index: LineIndex | null = null;
  /** An unfinished line. It is forgiven if no other line of the file follows it. */
  #cutOff: Complaint | null = null;
  /** Lines of a role's file that cannot be read: how many, and the first. */
  #unreadLines = 0;
  #firstUnread: Complaint | null = null;

  /** @param operations how many the history may have */
  constructor(operations: number) {
    this.#aggregate = new Aggregate(operations);
    this.#control = new ControlEvents(this.#aggregate);
  }

  async source(source: Source): Promise<void> {
    this.#open(source);
    try {
      if (source.trouble !== null) return this.#unreadFile(source.trouble);
      const { index } = source;
      await eachBlock(source.path, (block) => this.block(block), (bytes) => index?.pass(bytes));
      this.#close();
    } catch (error) {
      if (source.keeper !== "role" || !(error instanceof Refusal)) throw error;
      this.#unreadFile("cannot be opened");
    }
  }

  #open({ name, keeper, role, index }: Source): void {
    this.#index = index;
    this.#file = name;
    this.#keeper = keeper;
    this.#believed = believedBits(keeper);
    this.#writer = role ?? basename(name);
    this.#lineNumber = 0;
    this.#cutOff = null;
    this.#unreadLines = 0;
    this.#firstUnread = null;
    this.#aggregate.open(role);
  }

  #close(): void {
    if (this.#cutOff !== null) this.#torn.push(this.#cutOff);
    this.#cutOff = null;
    if (this.#firstUnread === null) return;
    const { file, line, why } = this.#firstUnread;
    this.#unread.push({ role: this.#writer, file, lines: this.#unreadLines, line, why });
  }

  #unreadFile(why: string): void {
    this.#unread.push({ role: this.#writer, file: this.#file, lines: null, line: null, why });
  }

  block({ bytes, start, end, at, isTooLong }: Block): void {
    if (isTooLong) return this.#tooLong();
    this.#index?.block(at, at + end - start);
    let p = this.#lineNumber === 0 ? afterByteOrderMark(bytes, start) : start;
    while (p < end) {
      this.#lineNumber++;
      const next = this.#line.read(bytes, p);
      this.#index?.add(at + p - start, this.#line, next >= 0);
      if (next < 0) {
        const stop = bytes.indexOf(0x0a, p);
        this.#slowly(bytes.subarray(p, stop));
        p = stop + 1;
        continue;
      }
      if (this.#cutOff !== null) this.#notLast();
      const wrong = this.#take(bytes);
      if (wrong !== null) this.#complain(wrong);
      p = next;
    }
  }

  #tooLong(): void {
    this.#lineNumber++;
    if (this.#cutOff !== null) this.#notLast();
    this.#complain(`is longer than ${longestLineBytes / 2 ** 20} MiB`);
  }

  #slowly(bytes: Uint8Array): void {
    if (bytes.every(isSpace)) return;
    if (this.#cutOff !== null) this.#notLast();
    try {
      const line = parseLine(bytes);
      const kind = line.kind as string;
      if (!isBelieved(this.#keeper, kind)) return this.#disbelieve(kind);
      const names = fill(this.#line, line);
      if (names === null) this.#takeControl(line);
      else {
        const wrong = this.#take(names);
        if (wrong !== null) throw new Unreadable(wrong);
      }
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      if (isCutOff(bytes)) this.#cutOff = this.#here("is cut off");
      else this.#complain(error.message);
    }
  }

  #takeControl(line: Line): void {
    controlKind(line.kind as string)?.fold(this.#control, line);
    this.#events++;
    if (line.kind === "meta" && this.#control.isOtherRun) this.#notOneRun.meta(this.#here(""));
    if (this.#keeper === "harness" && typeof line.at === "number") this.#reach(line.at);
  }

  #take(bytes: Uint8Array): string | null {
    const { kind, number, text } = this.#line;
    if (((this.#believed >>> kind) & 1) === 0) {
      this.#disbelieve(kindNames[kind]);
      return null;
    }
    if (kind === effectKind && text[TARGET] < 0) {
      this.#effectWithoutTarget ??= this.#here("has no target, and there are several");
    }
    // A message's time comes from its sender, so it does not extend the run.
    if (this.#keeper !== "role" && kind !== storedKind) this.#reach(number[AT]);
    const aggregate = this.#aggregate;
    const slot = aggregate.operations.slot(number[OP]);
    const wrong = frequentKinds[kind - 1].fold(aggregate, slot, this.#line, bytes, this.#events++);
    const { repetition } = aggregate;
    if (repetition !== null) {
      this.#notOneRun.repeated(number[OP], repetition, this.#here(""));
      aggregate.repetition = null;
    }
    return wrong;
  }

  #reach(at: number): void {
    if (at > this.#endMs) this.#endMs = at;
  }

  #disbelieve(kind: string): void {
    const kinds = this.#unbelieved.get(this.#writer) ?? new Map<string, number>();
    this.#unbelieved.set(this.#writer, kinds);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }

  #here(why: string): Complaint {
    return { file: this.#file, line: this.#lineNumber, why };
  }

  #complain(why: string): void {
    this.#keep(this.#here(why));
  }

  #keep(complaint: Complaint): void {
    if (this.#keeper === "role") {
      this.#unreadLines++;
      this.#firstUnread ??= complaint;
      return;
    }
    this.#unreadable++;
    if (this.#complaints.length < keptComplaints) this.#complaints.push(complaint);
  }

  #notLast(): void {
    this.#keep(this.#cutOff!);
    this.#cutOff = null;
  }

  facts(sources: readonly Source[]): Facts {
    this.#keeper = "anyone";
    const aggregate = this.#aggregate;
    const { operations } = aggregate;
    const seen = operations.flags.subarray(0, operations.count);
    const { meta, faults, processes, halts, standstill, drained } = this.#control;
    const declared = meta?.targets?.map((name) => aggregate.target(name)) ?? null;
    const joined = [...this.#control.joined].map(([name, fromMs]) => ({
      effects: aggregate.target(name),
      fromMs,
    }));
    const targets = withTargets(aggregate, declared, () => this.#keep(this.#effectWithoutTarget!));
    const { changes, applied } = aggregate;
    for (const columns of [...targets, ...applied]) columns.reach(operations.count);
    changes?.reach(operations.count);
    return {
      sources,
      events: this.#events,
      truth: meta?.truth ??
        (seen.some((flags) => (flags & COMMITTED) !== 0) ? "commit" : "outcome"),
      declared,
      joined,
      targets,
      operations,
      keys: aggregate.keys,
      changes,
      applied,
      senders: aggregate.senders,
      redelivered: aggregate.redelivered,
      faults: faultFacts(faults, processes),
      halts: byTime(halts),
      memory: aggregate.memory(),
      replicas: byName(this.#control.replicas),
      retention: byName(this.#control.retention),
      monitors: byName(this.#control.monitors),
      clock: byTime(byName(this.#control.clock)),
      totals: byName(this.#control.totals),
      files: byAttempt(this.#control.files),
      orders: byTime(this.#control.orders),
      requests: byName(this.#control.requests),
      hazards: byName(this.#control.hazards),
      seenHazards: meta?.hazards ?? null,
      traffic: byName(this.#control.traffic),
      standstill,
      drained,
      mixed: this.#notOneRun.whys(),
      endMs: sources.some(({ keeper }) => keeper !== "anyone") && this.#endMs > -Infinity
        ? this.#endMs
        : null,
      unbelieved: [...this.#unbelieved].flatMap(([role, kinds]) =>
        [...kinds].map(([kind, count]) => ({ role, kind, count }))
      ),
      unread: this.#unread,
      unreadable: { count: this.#unreadable, first: this.#complaints },
      torn: this.#torn,
    };
  }
}
