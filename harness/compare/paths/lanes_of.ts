/** Reads the lanes of one operation from the folders of two runs. */
import { firstSendsOf } from "../../history/first_sends.ts";
import type { Facts } from "../../history/facts.ts";
import { storyOf } from "../../history/story.ts";
import { laneOf, type LaneRow, sideBySide, spanMs } from "./lanes.ts";
import { overtakersOf } from "./overtakers.ts";

/** A run as it was read. */
export interface ReadRun {
  readonly runDir: string;
  readonly facts: Facts;
}

/** A fault that began so long after the last event of the operation still belongs to it. */
const afterwardsMs = 250;

export async function lanesOf(runs: readonly [ReadRun, ReadRun], op: number): Promise<LaneRow[]> {
  const stories = await Promise.all(
    runs.map(async ({ runDir }) => (await storyOf(runDir, [op])).get(op)!),
  );
  const leastMs = Math.max(...stories.map(spanMs)) + afterwardsMs;
  const [left, right] = await Promise.all(runs.map(async ({ facts, runDir }, i) => {
    const overtakers = overtakersOf(facts, await firstSendsOf(runDir), op);
    return laneOf(stories[i], { ...facts, overtakers }, leastMs);
  }));
  return sideBySide(left, right);
}
