/** The first numbers of many operations, as text: `1-40,43`. */

/** A bin of a report lists so many operations. */
export const mostOpsInBin = 1_000;

export class OpRanges {
  #length = 0;
  readonly #ranges: [from: number, to: number][] = [];

  /** Ignored where 1,000 numbers were added. @param op higher than every number before */
  add(op: number): void {
    if (this.#length === mostOpsInBin) return;
    this.#length++;
    const last = this.#ranges.at(-1);
    if (last?.[1] === op - 1) last[1] = op;
    else this.#ranges.push([op, op]);
  }

  toString(): string {
    return this.#ranges.map(([from, to]) => from === to ? `${from}` : `${from}-${to}`).join(",");
  }
}

/** Returns the numbers of such a text, 1,000 at most. */
export function opsIn(ranges: string): number[] {
  const ops: number[] = [];
  for (const range of ranges === "" ? [] : ranges.split(",")) {
    const [from, to = from] = range.split("-").map(Number);
    for (let op = from; op <= to && ops.length < mostOpsInBin; op++) ops.push(op);
  }
  return ops;
}
