import { fileChanged } from "../contract/hazards.ts";
import { isScheduled, type Scheduled } from "../contract/feed_things.ts";
import type { FaultContext, RoleProcess } from "../contract/lab.ts";
import { verb } from "../contract/verb.ts";
import { sleep } from "../timer.ts";
import { endOfWork } from "./at_work.ts";

const lookMs = 20;

/** Two machines have the job in their schedules, as after a move that left the old entry behind. */
export const scheduleTwice = verb("schedule-twice", isScheduled, ({ name }, open) => ({
  name: `${name}-twice`,
  aliases: [],
  makes: [fileChanged],
  summary:
    "a second process of the scheduled job runs beside the first one, at one schedule at least",
  targets: [name],
  lastsMs: 1_500,
  leastMs: 500,
  async begin(context) {
    const scheduled = open(context);
    const extra = scheduled.jobs().find(({ startPolicy, isUp }) =>
      startPolicy === "during-fault" && !isUp
    );
    await extra?.start();
    const firing = extra === undefined ? null : firesBeside(context, scheduled, extra);
    return {
      async end() {
        if (extra === undefined) return { touched: 0, ineffective: "no second process can run" };
        const isFired = await firing;
        await extra.stop();
        const became = extra.hadToBeKilled ? { became: `kill-${extra.role}` } : {};
        if (isFired) return { touched: 1, ...became };
        return { touched: 0, ineffective: "no schedule fired while both ran", ...became };
      },
    };
  },
}));

/** True once the schedule has fired while another process of the job was ready, too. */
async function firesBeside(
  context: FaultContext,
  scheduled: Scheduled,
  extra: RoleProcess,
): Promise<boolean> {
  const areBoth = () =>
    extra.isReady && scheduled.jobs().some((job) => job !== extra && job.isReady);
  let before: number | null = null;
  for (const isOver = endOfWork(context); !await isOver(); await sleep(lookMs)) {
    const fired = await scheduled.fired().catch(() => null); // the server is away
    if (fired === null || !areBoth()) before = null;
    else if (before !== null && fired > before) return true;
    else before ??= fired;
  }
  return false;
}
