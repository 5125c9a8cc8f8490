/** The times at which hazards came, few enough to draw. */
import type { Axis } from "./axis.ts";

export interface HazardMark {
  readonly atMs: number;
  readonly name: string;
}

const most = 300;

export class HazardMarks {
  readonly #all: HazardMark[] = [];

  add(atMs: number, name: string, axis: Axis): void {
    axis.bucketOf(atMs); // the axis reaches to this time
    this.#all.push({ atMs, name });
  }

  /** The first of each name in each bucket, by time. */
  marks(axis: Axis): HazardMark[] {
    const firsts = new Map<string, HazardMark>();
    for (const mark of this.#all.toSorted((a, b) => a.atMs - b.atMs)) {
      const place = `${mark.name} ${axis.bucketOf(mark.atMs)}`;
      if (!firsts.has(place)) firsts.set(place, mark);
    }
    return [...firsts.values()].slice(0, most);
  }
}
