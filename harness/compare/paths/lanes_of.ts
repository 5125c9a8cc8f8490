/** Reads the lanes of one operation from the folders of two runs. */
import { caseOf } from "../../history/case.ts";
import type { Facts } from "../../history/facts.ts";
import { firstSendsOf } from "../../history/first_sends.ts";
import { Path } from "../../report/explain/path.ts";
import { rowIn } from "../../report/explain/words.ts";
import { laneOf, type LaneRow, type SavedPosition, sideBySide, spanMs } from "./lanes.ts";
import { overtakersOf } from "./overtakers.ts";

/** A run as it was read. */
export interface ReadRun {
  readonly runDir: string;
  readonly facts: Facts;
}

/** A fault that began so long after the last event of the operation still belongs to it. */
const afterwardsMs = 250;
/** A limit on the events of one operation. */
const mostEvents = 50;

export async function lanesOf(runs: readonly [ReadRun, ReadRun], op: number): Promise<LaneRow[]> {
  const ways = await Promise.all(
    runs.map(async ({ runDir }) => new Path(await caseOf(runDir, op))),
  );
  const stories = ways.map(({ own }) => own.slice(0, mostEvents));
  const leastMs = Math.max(...stories.map(spanMs)) + afterwardsMs;
  const [left, right] = await Promise.all(runs.map(async ({ facts, runDir }, i) => {
    const overtakers = overtakersOf(facts, await firstSendsOf(runDir), op);
    return laneOf(stories[i], { ...facts, overtakers, saved: savedPast(ways[i]) }, leastMs);
  }));
  return sideBySide(left, right);
}

function savedPast(way: Path): SavedPosition | null {
  const { row } = way;
  const saved = row && way.positionsPast(row).find(({ at }) => at !== null);
  if (!saved) return null;
  const place = rowIn(String(saved.where), String(saved.place));
  return { reader: String(saved.reader), place, atMs: saved.at! };
}
