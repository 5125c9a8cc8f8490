/** Where each line of a file begins, and whose it is, so that later passes read only a few of them. */
import { createHash } from "node:crypto";
import { AT, OP } from "./lexer.ts";
import type { LineReader } from "./line.ts";

/** A line for the careful reader, or of an operation with a huge number: every pass reads it. */
const ANY = 0xffffffff;
/** A line that is too long to read. */
const NONE = 0xfffffffe;

/** A number that no kind has. */
const noKind = 31;

const chunkLines = 1 << 14;

interface Chunk {
  length: number;
  /** The least and the greatest number of an operation; those that are looked for may lie outside. */
  least: number;
  most: number;
  /** A bit for each kind; bit 0 is that of lines that every pass reads. */
  kinds: number;
  /** Bytes before the line. */
  readonly start: Uint32Array;
  readonly op: Uint32Array;
  /** The number that the fast reader gives; 0 where it does not read the line. */
  readonly kind: Uint8Array;
  readonly at: Float64Array;
}

/** The lines that a pass wants to read. It may get others too. */
export interface Wanted {
  readonly ops: ReadonlySet<number>;
  /** Bit `n` is set for every line of the fast reader's kind `n`. @default 0 */
  readonly kinds?: number;
}

/** A file of 4 GiB has no index: its places would need more bits. */
export const mostIndexedBytes = 2 ** 32;

/** Takes 17 bytes a line. */
export class LineIndex {
  readonly #chunks: Chunk[] = [];
  readonly #hash = createHash("sha256");
  #sha256: string | null = null;
  #end = 0;
  /** How many lines of each kind the fast reader read. */
  readonly counts = new Uint32Array(32);

  /** All bytes of the file, part by part. */
  pass(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  get sha256(): string {
    return this.#sha256 ??= this.#hash.digest("hex");
  }

  /** Lines in `[start, end)` of the file follow. */
  block(start: number, end: number): void {
    if (start > this.#end) this.#push(this.#end, NONE, noKind, NaN);
    this.#end = end;
  }

  /** @param isFast the reader has just read the line */
  add(start: number, { kind, number }: LineReader, isFast: boolean): void {
    if (!isFast) return this.#push(start, ANY, 0, NaN);
    this.counts[kind]++;
    this.#push(start, number[OP] < NONE ? number[OP] : ANY, kind, number[AT]);
  }

  #push(start: number, op: number, kind: number, at: number): void {
    let chunk = this.#chunks.at(-1);
    if (chunk === undefined || chunk.length === chunkLines) this.#chunks.push(chunk = newChunk());
    const i = chunk.length++;
    chunk.start[i] = start;
    chunk.op[i] = op;
    chunk.kind[i] = kind;
    chunk.at[i] = at;
    chunk.kinds |= op === ANY ? 1 : 1 << kind;
    if (op >= NONE) return;
    if (op < chunk.least) chunk.least = op;
    if (op > chunk.most) chunk.most = op;
  }

  /** Calls `use` with the events that the fast reader read, but for those that every pass reads. */
  eachEvent(use: (kind: number, op: number, atMs: number) => void): void {
    for (const { length, op, kind, at } of this.#chunks) {
      for (let i = 0; i < length; i++) {
        if (op[i] < NONE) use(kind[i], op[i], at[i]);
      }
    }
  }

  /** The places of the wanted lines, in the order of the file: `[start, end)` in bytes. */
  *places({ ops, kinds = 0 }: Wanted): Generator<{ readonly start: number; readonly end: number }> {
    let [least, most] = [Infinity, -Infinity];
    for (const op of ops) [least, most] = [Math.min(least, op), Math.max(most, op)];
    for (const [c, chunk] of this.#chunks.entries()) {
      const { length, start, op, kind } = chunk;
      const isFar = chunk.most < least || chunk.least > most;
      if (isFar && ((kinds | 1) & chunk.kinds) === 0) continue;
      const next = this.#chunks[c + 1]?.start[0] ?? this.#end;
      for (let i = 0; i < length; i++) {
        const one = op[i];
        const isWanted = one === ANY || (kinds >>> kind[i] & 1) !== 0 ||
          (one >= least && one <= most && ops.has(one));
        if (isWanted) yield { start: start[i], end: i + 1 < length ? start[i + 1] : next };
      }
    }
  }
}

const newChunk = (): Chunk => ({
  length: 0,
  least: Infinity,
  most: -Infinity,
  kinds: 0,
  start: new Uint32Array(chunkLines),
  op: new Uint32Array(chunkLines),
  kind: new Uint8Array(chunkLines),
  at: new Float64Array(chunkLines),
});
