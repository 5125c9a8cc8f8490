/** Counts, latencies and samples of a history by time bucket, in one pass over its files. */
import { basename } from "node:path";
import { arrivalOf } from "./arrival.ts";
import { Axis, last, sum } from "./axis.ts";
import { PLAN_KNOWN } from "./columns.ts";
import type { Facts } from "./facts.ts";
import { believedBits, isBelieved } from "./believed.ts";
import { type HazardMark, HazardMarks } from "./hazard_marks.ts";
import { nameIn, plainRole } from "./aggregate.ts";
import { LineReader } from "./line.ts";
import { eachLine } from "./lines.ts";
import { Names } from "./names.ts";
import { fill, type Line, numberIn, parseLine, Unreadable } from "./slow_line.ts";
import type { Source } from "./source.ts";
import { type LatencyCurve, Spans } from "./spans.ts";
import { commit } from "./kinds/commit.ts";
import { deliver } from "./kinds/deliver.ts";
import { effect } from "./kinds/effect.ts";
import { kindNames, numberOf } from "./kinds/mod.ts";
import { send } from "./kinds/send.ts";
import { AT, OP, ROLE } from "./lexer.ts";

/** Lists have one place per bucket: place `i` is the time from `i` to `i + 1` times `bucketMs`. */
export interface Curves {
  readonly bucketMs: number;
  /** Commits in the source. */
  readonly committed: readonly number[];
  /** Operations, by their first send. */
  readonly sent: readonly number[];
  /** How many sends were not the first send of their operation. */
  readonly sentAgain: number;
  /** Effects. Where an operation must reach several targets, it counts once, when it has reached all. */
  readonly applied: readonly number[];
  /** Deliveries after the first, by operation and role, in the order of the files. */
  readonly redelivered: readonly number[];
  /** Operations set aside: refused, rejected, dead letters. */
  readonly setAside: readonly number[];
  /** In milliseconds, by the time for which the operation was planned. */
  readonly caller: LatencyCurve;
  /** In milliseconds, by the time of the commit. */
  readonly endToEnd: LatencyCurve;
  readonly samples: readonly SampleCurve[];
  /**
   * When hazards came: one mark for all of one name in a bucket, at most 300 marks. Null where the
   * history does not say which hazards it could see.
   */
  readonly hazards: readonly HazardMark[] | null;
  /** Events of a run's files with times outside the run. They are not drawn. */
  readonly outside: readonly { readonly writer: string; readonly count: number }[];
}

/** The last sample of each bucket, null where there was none. */
export interface SampleCurve {
  readonly role: string;
  readonly rssBytes: readonly (number | null)[];
  readonly backlog: readonly (number | null)[];
  readonly lag: readonly (number | null)[];
}

/** A chart with more roles than this is not readable. */
const mostRoles = 32;

const [SEND, COMMIT, EFFECT, DELIVER] = [send, commit, effect, deliver].map(numberOf);
const drawnKinds = (1 << SEND) | (1 << COMMIT) | (1 << EFFECT) | (1 << DELIVER);
/** Events of a run lie between its start and its end, with this tolerance. */
const slackMs = 5_000;

/**
 * Reads the curves of the history that these facts were read from; its files must still exist.
 * Skips lines that cannot be read, and events that are not believed.
 */
export async function readCurves(facts: Facts): Promise<Curves> {
  const collector = new Collector(facts);
  const reader = new LineReader(kindNames);
  for (const source of facts.sources) {
    const { index, role } = source;
    collector.open(source);
    // An index knows no roles: where the file is no role's, each line says its own.
    const unknown = role === null ? 1 << DELIVER : 0;
    index?.eachEvent((kind, op, atMs) => {
      if ((unknown >>> kind & 1) === 0) collector.event(kind, op, atMs, role ?? "");
    });
    await eachLine(source, reader, {
      fast: (bytes) => collector.count(reader, bytes),
      slow: (bytes) => collector.rare(reader, bytes),
    }, { ops: new Set(), kinds: unknown });
  }
  return collector.curves();
}

class Collector {
  readonly #axis = new Axis();
  readonly #committed = this.#axis.column(sum, 0);
  readonly #sent = this.#axis.column(sum, 0);
  readonly #applied = this.#axis.column(sum, 0);
  readonly #redelivered = this.#axis.column(sum, 0);
  readonly #setAside = this.#axis.column(sum, 0);
  readonly #samples = new Map<string, Record<"rssBytes" | "backlog" | "lag", Float64Array>>();

  readonly #facts: Facts;
  /** The earliest send, by slot: the files of relays are not in the order of time. */
  readonly #firstSentAt: Float64Array;
  #sends = 0;
  readonly #roles = new Names();
  readonly #asides = new Set<number>();
  /** By the role without its instance: 1 in the slot of each operation that it got. */
  readonly #delivered = new Map<string, Uint8Array>();

  /** Times outside these bounds are not times of the run. */
  readonly #fromMs: number;
  readonly #toMs: number;
  readonly #outside = new Map<string, number>();
  readonly #hazards = new HazardMarks();
  #source: Source | null = null;
  #believed = -1;

  constructor(facts: Facts) {
    this.#facts = facts;
    this.#fromMs = facts.endMs === null ? -Infinity : -slackMs;
    this.#toMs = facts.endMs === null ? Infinity : facts.endMs + slackMs;
    this.#firstSentAt = new Float64Array(facts.operations.count).fill(NaN);
  }

  open(source: Source): void {
    this.#source = source;
    this.#believed = believedBits(source.keeper);
  }

  /** @param bytes the bytes that the line was read from */
  count(line: LineReader, bytes: Uint8Array): void {
    const { kind, number } = line;
    const role = kind === DELIVER ? this.#source?.role ?? this.#roleIn(line, bytes) : "";
    this.event(kind, number[OP], number[AT], role);
  }

  #roleIn(line: LineReader, bytes: Uint8Array): string {
    const named = nameIn(this.#roles, line, ROLE, bytes);
    return named < 0 ? "" : this.#roles.text(named);
  }

  /** @param role who got the operation, for a delivery */
  event(kind: number, op: number, atMs: number, role: string): void {
    if (((this.#believed & drawnKinds) >>> kind & 1) === 0 || this.#isOutside(atMs)) return;
    if (kind === SEND) this.#send(op, atMs);
    else if (kind === COMMIT) this.#committed[this.#axis.bucketOf(atMs)]++;
    else if (kind === EFFECT) this.#applied[this.#axis.bucketOf(atMs)]++;
    else if (kind === DELIVER) this.#deliver(op, atMs, role);
  }

  #deliver(op: number, atMs: number, role: string): void {
    const slot = this.#facts.operations.slot(op);
    if (slot >= this.#firstSentAt.length) return;
    const seen = this.#deliveredTo(role);
    this.#redelivered[this.#axis.bucketOf(atMs)] += seen[slot];
    seen[slot] = 1;
  }

  #deliveredTo(instance: string): Uint8Array {
    const role = plainRole(instance);
    let seen = this.#delivered.get(role);
    if (seen === undefined) {
      seen = new Uint8Array(this.#facts.operations.count);
      this.#delivered.set(role, seen);
    }
    return seen;
  }

  #send(op: number, atMs: number): void {
    const slot = this.#facts.operations.slot(op);
    // The file has grown since the facts were read from it.
    if (slot >= this.#firstSentAt.length) return;
    this.#sends++;
    if (!(this.#firstSentAt[slot] <= atMs)) this.#firstSentAt[slot] = atMs;
  }

  /** Counts a line that the fast reader leaves to the careful one. */
  rare(reader: LineReader, bytes: Uint8Array): void {
    try {
      const line = parseLine(bytes);
      if (!isBelieved(this.#source!.keeper, line.kind as string)) return;
      if (line.kind === "sample") this.#sample(line);
      else if (line.kind === "aside") this.#aside(line);
      else if (line.kind === "hazard") this.#hazard(line);
      else {
        const names = fill(reader, line);
        if (names !== null) this.count(reader, names);
      }
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
    }
  }

  /** True also for events without a time. */
  #isOutside(atMs: number): boolean {
    if (atMs >= this.#fromMs && atMs <= this.#toMs) return false;
    if (Number.isNaN(atMs)) return true;
    const writer = this.#source!.role ?? basename(this.#source!.name);
    this.#outside.set(writer, (this.#outside.get(writer) ?? 0) + 1);
    return true;
  }

  #aside(line: Line): void {
    const [at, op] = [numberIn(line, "at"), line.op];
    if (this.#isOutside(at) || typeof op !== "number") return;
    if (this.#asides.has(op)) return;
    this.#asides.add(op);
    this.#setAside[this.#axis.bucketOf(at)]++;
  }

  #hazard({ name, at }: Line): void {
    if (typeof name !== "string" || typeof at !== "number" || this.#isOutside(at)) return;
    this.#hazards.add(at, name, this.#axis);
  }

  #sample(line: Line): void {
    const { role, rssBytes, backlog, lag } = line;
    const at = numberIn(line, "at");
    if (this.#isOutside(at) || typeof role !== "string") return;
    const columns = this.#columnsOf(role);
    if (columns === null) return;
    const bucket = this.#axis.bucketOf(at);
    const isSize = (value: unknown) => typeof value === "number" && Number.isFinite(value);
    // A process that has just ended has no memory, so 0 bytes are no sample.
    if (isSize(rssBytes) && rssBytes !== 0) columns.rssBytes[bucket] = rssBytes as number;
    if (isSize(backlog)) columns.backlog[bucket] = backlog as number;
    if (isSize(lag)) columns.lag[bucket] = lag as number;
  }

  #columnsOf(role: string) {
    const known = this.#samples.get(role);
    if (known !== undefined) return known;
    if (this.#samples.size >= mostRoles) return null;
    const column = () => this.#axis.column(last, NaN);
    const columns = { rssBytes: column(), backlog: column(), lag: column() };
    this.#samples.set(role, columns);
    return columns;
  }

  /** Counts effects if there is one target; else operations, each when it had reached the last target. */
  #reached(arrival: (slot: number) => number): Float64Array {
    const { declared, operations } = this.#facts;
    if (declared === null || declared.length === 1) return this.#applied;
    const reached = this.#axis.column(sum, 0);
    for (let slot = 0; slot < operations.count; slot++) {
      const atMs = arrival(slot);
      if (!Number.isNaN(atMs)) reached[this.#axis.bucketOf(atMs)]++;
    }
    return reached;
  }

  curves(): Curves {
    const facts = this.#facts;
    const { operations } = facts;
    const firsts = this.#firstSentAt.filter((atMs) => !Number.isNaN(atMs));
    for (const atMs of firsts) this.#sent[this.#axis.bucketOf(atMs)]++;
    const planned = (slot: number) =>
      (operations.flags[slot] & PLAN_KNOWN) !== 0 ? operations.start[slot] : NaN;
    const callers = new Spans(facts, planned, (slot) => operations.outcomeAt[slot]);
    const ends = new Spans(facts, (slot) => operations.commitAt[slot], arrivalOf(facts));
    // Before any curve is made: `reach` may widen the buckets, and a curve needs their final width.
    for (const spans of [callers, ends]) spans.reach(this.#axis);
    const reached = this.#reached(arrivalOf(facts));
    const { bucketMs, length } = this.#axis;
    const counts = (column: Float64Array) => [...column.subarray(0, length)];
    const levels = (column: Float64Array) =>
      counts(column).map((value) => Number.isNaN(value) ? null : value);
    return {
      bucketMs,
      committed: counts(this.#committed),
      sent: counts(this.#sent),
      sentAgain: this.#sends - firsts.length,
      applied: counts(reached),
      redelivered: counts(this.#redelivered),
      setAside: counts(this.#setAside),
      caller: callers.curve(this.#axis),
      endToEnd: ends.curve(this.#axis),
      samples: [...this.#samples].map(([role, { rssBytes, backlog, lag }]) => ({
        role,
        rssBytes: levels(rssBytes),
        backlog: levels(backlog),
        lag: levels(lag),
      })),
      hazards: facts.seenHazards === null ? null : this.#hazards.marks(this.#axis),
      outside: [...this.#outside].map(([writer, count]) => ({ writer, count })),
    };
  }
}
