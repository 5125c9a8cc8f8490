/** Everything that a history says about one operation, and about the others that met it. */
import { believedBits, isBelieved } from "./believed.ts";
import { LongNumber } from "./exact.ts";
import { kindNames, numberOf } from "./kinds/mod.ts";
import { effect } from "./kinds/effect.ts";
import { row } from "./kinds/row.ts";
import { N, OP, SEQ } from "./lexer.ts";
import { LineReader } from "./line.ts";
import type { Wanted } from "./line_index.ts";
import { eachLine } from "./lines.ts";
import { isBefore, quickPlace, quickPlaceIn } from "./place.ts";
import { isOperation, type Line, parseLine, Unreadable } from "./slow_line.ts";
import type { Source } from "./source.ts";
import { type History, type HistoryInput, withHistory } from "./sources.ts";

/** An event as it was written, with the process that wrote it where a role did. */
export type Written = Readonly<Record<string, unknown>> & {
  readonly kind: string;
  readonly at: number | null;
};

export interface Case {
  readonly op: number;
  /** Its own events by time; those without a time come last. Empty for an unknown operation. */
  readonly own: readonly Written[];
  /** Events of other operations: of the one that overtook it, and of those in rows behind its row. */
  readonly others: ReadonlyMap<number, readonly Written[]>;
  /** Events of the run: faults, processes, positions, files. */
  readonly run: readonly Written[];
  /** How many believed events of each kind the whole history has. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Limits, so that one strange operation does not fill the memory. */
const mostOwn = 3_000;
const mostOfRun = 20_000;
/** How many rows behind the operation's own row are looked at. */
const rowsBehind = 20;

/** Kinds of the run that explain nothing and are many. */
const left = new Set(["sample", "standstill"]);

/**
 * Collects the case of an operation, in up to three passes over the files. Skips lines that cannot be
 * read, and events that are not believed.
 *
 * @throws Refusal (66) where a path does not exist
 */
export async function caseOf(input: HistoryInput, op: number): Promise<Case> {
  return await withHistory(input, async (history) => {
    const first = new FirstPass(op);
    await each(history, first);
    const found = { ...first.found(), op };
    const others = await neighborsOf(history, found);
    return { ...found, others };
  });
}

interface Pass {
  /** Whether the line of a frequent kind is of interest. It stands in `bytes[start, end)`. */
  wants(reader: LineReader, bytes: Uint8Array, start: number, end: number): boolean;
  /** A believed event. */
  take(line: Line, source: Source): void;
  /** Lines of this kind that `wanted` leaves out. */
  skip?(kind: number, count: number): void;
  readonly wanted: Wanted;
}

async function each({ sources }: History, pass: Pass): Promise<void> {
  const reader = new LineReader(kindNames);
  for (const source of sources) {
    const believed = believedBits(source.keeper);
    const take = (bytes: Uint8Array) => {
      try {
        const line = parseLine(bytes);
        if (isBelieved(source.keeper, line.kind as string)) pass.take(line, source);
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
      }
    };
    await eachLine(source, reader, {
      fast(bytes, start, end) {
        if (((believed >>> reader.kind) & 1) === 0) return;
        if (pass.wants(reader, bytes, start, end)) take(bytes.subarray(start, end - 1));
      },
      slow: take,
      skipped(kind, count) {
        if (((believed >>> kind) & 1) !== 0) pass.skip?.(kind, count);
      },
    }, pass.wanted);
  }
}

class FirstPass implements Pass {
  readonly #op: number;
  readonly #own: Written[] = [];
  readonly #run: Written[] = [];
  readonly #counts = new Map<string, number>();

  readonly wanted: Wanted;

  constructor(op: number) {
    this.#op = op;
    this.wanted = { ops: new Set([op]) };
  }

  skip(kind: number, count: number): void {
    this.#frequent[kind] += count;
  }

  /** By the number of the kind, as the fast reader gives it. */
  readonly #frequent = new Uint32Array(kindNames.length);

  wants({ kind, number }: LineReader): boolean {
    if (number[OP] === this.#op) return true;
    this.#frequent[kind]++;
    return false;
  }

  #count(kind: string, more = 1): void {
    if (more > 0) this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + more);
  }

  take(line: Line, source: Source): void {
    const kind = line.kind as string;
    this.#count(kind);
    if (line.op === this.#op) {
      if (this.#own.length < mostOwn) this.#own.push(asWritten(line, source));
    } else if (line.op === undefined && !left.has(kind) && this.#run.length < mostOfRun) {
      this.#run.push(asWritten(line, source));
    }
  }

  found(): Pick<Case, "own" | "run" | "counts"> {
    kindNames.forEach((kind, number) => this.#count(kind, this.#frequent[number]));
    return { own: byTime(this.#own), run: byTime(this.#run), counts: this.#counts };
  }
}

/** The events of the operations that may have overtaken this one, or kept it waiting. */
async function neighborsOf(
  history: History,
  { op, own, run }: Pick<Case, "op" | "own" | "run">,
): Promise<Case["others"]> {
  const search = new Search(own);
  if (search.isNeeded) await each(history, search);
  const all = new Set([...search.found(), ...markedIn(run)]);
  const events = new Map([...all].filter((one) => one !== op).map((one) => [one, [] as Written[]]));
  if (events.size === 0) return events;
  await each(history, {
    wants: ({ number }) => events.has(number[OP]),
    wanted: { ops: all },
    take(line, source) {
      if (isOperation(line.op)) events.get(line.op)?.push(asWritten(line, source));
    },
  });
  return new Map([...events].map(([op, all]) => [op, byTime(all)]));
}

/** The first operations that a fault marked: others may wait for them. */
const markedIn = (run: readonly Written[]): number[] =>
  run.flatMap(({ kind, ops }) =>
    kind === "fault" && Array.isArray(ops) ? ops.filter(isOperation).slice(0, 3) : []
  );

const [effectKind, rowKind] = [numberOf(effect), numberOf(row)];

/** Looks for the first operation that overtook this one, and for the rows behind its row. */
class Search implements Pass {
  readonly #effects: readonly Written[];
  readonly #rows: readonly Written[];
  /** By target: the effect of a later operation of the key that came first. */
  readonly #overtook = new Map<string, { op: number; n: number }>();
  #behind: { op: number; place: string }[] = [];
  /** NaN where it is not known. */
  readonly #ownPlace: number;
  /** Of the last of the rows behind; NaN while there is room for more. */
  #lastPlace = NaN;

  constructor(own: readonly Written[]) {
    const inOrder = ({ seq, n }: Written) => typeof seq === "number" && typeof n === "number";
    this.#effects = own.filter((event) => event.kind === "effect" && inOrder(event)).slice(0, 1);
    this.#rows = own.filter(({ kind }) => kind === "row").slice(0, 1);
    const place = this.#rows[0]?.place;
    this.#ownPlace = typeof place === "string" ? quickPlace(place) : NaN;
  }

  get wanted(): Wanted {
    const kinds = (this.#effects.length > 0 ? 1 << effectKind : 0) |
      (this.#rows.length > 0 ? 1 << rowKind : 0);
    return { ops: new Set(), kinds };
  }

  get isNeeded(): boolean {
    return this.#effects.length + this.#rows.length > 0;
  }

  wants({ kind, number }: LineReader, bytes: Uint8Array, start: number, end: number): boolean {
    if (kind === rowKind) return this.#rows.length > 0 && this.#isNear(bytes, start, end);
    return kind === effectKind &&
      this.#effects.some(({ seq, n }) =>
        number[SEQ] > (seq as number) && number[N] < (n as number)
      );
  }

  take({ kind, op, ...line }: Line): void {
    if (!isOperation(op)) return;
    if (kind === "effect") this.#takeEffect(op, line);
    else if (kind === "row") this.#takeRow(op, line);
  }

  #takeEffect(op: number, { key, target, seq, n }: Line): void {
    for (const own of this.#effects) {
      const isSame = key === own.key && target === own.target;
      if (!isSame || !((seq as number) > (own.seq as number))) continue;
      const before = this.#overtook.get(`${target}`);
      if (before === undefined || (n as number) < before.n) {
        this.#overtook.set(`${target}`, { op, n: n as number });
      }
    }
  }

  #takeRow(op: number, { where, place }: Line): void {
    const [own] = this.#rows;
    if (own === undefined || own.where !== where || typeof place !== "string") return;
    if (!isBefore(String(own.place), place)) return;
    this.#behind.push({ op, place });
    this.#cut();
  }

  /** Whether the row may be among those just behind: most rows are not, and reading them takes time. */
  #isNear(bytes: Uint8Array, start: number, end: number): boolean {
    const [from, to] = placeIn(bytes, start, end);
    const place = from < 0 ? NaN : quickPlaceIn(bytes, from, to);
    if (Number.isNaN(place) || Number.isNaN(this.#ownPlace)) return true;
    return place > this.#ownPlace && !(place >= this.#lastPlace);
  }

  #cut(): void {
    this.#behind.sort((a, b) => isBefore(a.place, b.place) ? -1 : 1);
    this.#behind = this.#behind.slice(0, rowsBehind);
    const last = this.#behind.length < rowsBehind ? undefined : this.#behind.at(-1);
    this.#lastPlace = last === undefined ? NaN : quickPlace(last.place);
  }

  found(): number[] {
    this.#cut();
    return [
      ...new Set([...this.#overtook.values(), ...this.#behind].map(({ op }) => op)),
    ];
  }
}

const placeField = new TextEncoder().encode('"place":"');
const quote = 0x22;

/** Where the place stands in the line of a row, as our audits spell it; -1 where it has to be looked for. */
function placeIn(bytes: Uint8Array, start: number, end: number): [from: number, to: number] {
  for (let p = start; p < end - placeField.length; p++) {
    if (bytes[p] !== quote || bytes[p + 1] !== placeField[1] || bytes[p + 2] !== placeField[2]) {
      continue;
    }
    if (!placeField.every((byte, i) => bytes[p + i] === byte)) continue;
    const from = p + placeField.length;
    let to = from;
    while (to < end && bytes[to] !== quote) to++;
    return [from, to];
  }
  return [-1, -1];
}

function asWritten(line: Line, { role }: Source): Written {
  const at = line.at instanceof LongNumber ? line.at.value : line.at;
  const isOwn = role !== null && (line.kind === "send" || line.kind === "deliver");
  return {
    ...line,
    kind: line.kind as string,
    at: typeof at === "number" ? at : null,
    ...(isOwn && { role }),
  };
}

const byTime = (events: readonly Written[]): Written[] =>
  events.toSorted((a, b) => (a.at ?? Infinity) - (b.at ?? Infinity) || 0);
