/** Reads a history, in one pass over its files, into columns of numbers. */
import { COMMITTED, type Complaint, type Effects, type Facts } from "./facts.ts";
import { faultFacts } from "./fault_facts.ts";
import { type Block, eachBlock, historyFiles } from "./files.ts";
import { Gatherer } from "./gather.ts";
import { LineReader } from "./line.ts";
import { RareLines } from "./rare.ts";
import { EFFECT, TARGET } from "./words.ts";
import { fill, isCutOff, isSpace, parseLine, Unreadable } from "./slow_line.ts";

export type { Complaint, Facts, FaultFact } from "./facts.ts";

/** Only so many unreadable lines are kept word by word. */
const keptComplaints = 20;

/**
 * The facts of the history at these files and folders. Events may come in any order, within a file
 * and across files. A line that cannot be read is counted and named in `unreadable`, and reading
 * goes on.
 *
 * @throws Refusal (66) where a path is not there.
 */
export async function readHistory(paths: string | readonly string[]): Promise<Facts> {
  const files = await historyFiles(paths);
  const reading = new Reading();
  for (const file of files) {
    reading.open(file);
    await eachBlock(file, (block) => reading.block(block));
    reading.close();
  }
  return reading.facts(files);
}

class Reading {
  readonly #gatherer = new Gatherer();
  readonly #line = new LineReader();
  readonly #rare = new RareLines(this.#gatherer);
  readonly #complaints: Complaint[] = [];
  readonly #torn: Complaint[] = [];
  #unreadable = 0;
  #events = 0;
  #effectWithoutTarget: Complaint | null = null;

  #file = "";
  #lineNumber = 0;
  /** An unfinished line, forgiven if no other follows it in its file. */
  #cutOff: Complaint | null = null;

  open(file: string): void {
    this.#file = file;
    this.#lineNumber = 0;
    this.#cutOff = null;
  }

  close(): void {
    if (this.#cutOff !== null) this.#torn.push(this.#cutOff);
    this.#cutOff = null;
  }

  block({ bytes, start, end }: Block): void {
    let p = this.#lineNumber === 0 && hasByteOrderMark(bytes, start) ? start + 3 : start;
    while (p < end) {
      this.#lineNumber++;
      const next = this.#line.read(bytes, p);
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

  #slowly(bytes: Uint8Array): void {
    if (bytes.every(isSpace)) return;
    if (this.#cutOff !== null) this.#notLast();
    try {
      const line = parseLine(bytes);
      const names = fill(this.#line, line);
      if (names === null) {
        this.#rare.take(line);
        this.#events++;
      } else {
        const wrong = this.#take(names);
        if (wrong !== null) throw new Unreadable(wrong);
      }
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      if (isCutOff(bytes)) this.#cutOff = this.#here("is cut off");
      else this.#complain(error.message);
    }
  }

  #take(bytes: Uint8Array): string | null {
    if (this.#line.kind === EFFECT && this.#line.text[TARGET] < 0) {
      this.#effectWithoutTarget ??= this.#here("does not say which of the targets");
    }
    return this.#gatherer.take(this.#line, bytes, this.#events++);
  }

  #here(why: string): Complaint {
    return { file: this.#file, line: this.#lineNumber, why };
  }

  #complain(why: string): void {
    this.#keep(this.#here(why));
  }

  #keep(complaint: Complaint): void {
    this.#unreadable++;
    if (this.#complaints.length < keptComplaints) this.#complaints.push(complaint);
  }

  #notLast(): void {
    this.#keep(this.#cutOff!);
    this.#cutOff = null;
  }

  facts(files: readonly string[]): Facts {
    const gatherer = this.#gatherer;
    const { operations } = gatherer;
    const { meta, faults, processes, drained } = this.#rare;
    const declared = meta?.targets?.map((name) => gatherer.target(name)) ?? null;
    const joined = [...this.#rare.joined].map(([name, fromMs]) => ({
      effects: gatherer.target(name),
      fromMs,
    }));
    const targets = this.#named(gatherer.targets, declared);
    for (const effects of targets) effects.reach(operations.count);
    return {
      files,
      events: this.#events,
      truth: meta?.truth ??
        (anyCommit(operations.flags, operations.count) ? "commit" : "outcome"),
      declared,
      joined,
      targets,
      operations,
      keys: gatherer.keys,
      senders: gatherer.senders,
      redelivered: gatherer.redelivered,
      faults: faultFacts(faults, processes),
      memory: gatherer.memory(),
      drained,
      unreadable: { count: this.#unreadable, first: this.#complaints },
      torn: this.#torn,
    };
  }

  /** An effect that names no target belongs to the one there is. */
  #named(targets: readonly Effects[], declared: readonly Effects[] | null): readonly Effects[] {
    const nameless = targets.find((effects) => effects.name === "");
    if (nameless === undefined || declared?.includes(nameless)) return targets;
    const others = targets.filter((effects) => effects !== nameless);
    const home = declared === null ? others[0] : declared.length === 1 ? declared[0] : undefined;
    if (home === undefined) {
      if (declared !== null) this.#keep(this.#effectWithoutTarget!);
      return targets;
    }
    for (let slot = 0; slot < nameless.count.length; slot++) {
      const times = nameless.count[slot];
      if (times === 0) continue;
      const { at, n, seq, key, position } = nameless;
      home.add(slot, at[slot], n[slot], seq[slot], key[slot], position[slot], times);
    }
    return others;
  }
}

function anyCommit(flags: Uint32Array, count: number): boolean {
  for (let slot = 0; slot < count; slot++) if ((flags[slot] & COMMITTED) !== 0) return true;
  return false;
}

function hasByteOrderMark(bytes: Uint8Array, start: number): boolean {
  return bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
}
