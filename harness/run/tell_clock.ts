/** Tells the business clock how far the load is: before its end, the clock must not get ahead of it. */
import type { RunClock } from "../clock/clock.ts";
import type { Loader } from "../workload/loader.ts";

/**
 * An operation without an outcome holds the clock before the operation's own time: on a slow machine
 * its row would else be late for its business day. Where a disturbance keeps it, it does not, because
 * late rows are then what the disturbance is about.
 */
export function tellClock(
  clock: RunClock | null,
  loader: Pick<Loader, "began" | "done" | "answeredMs">,
  isDisturbed: () => boolean,
): void {
  if (clock === null) return;
  const untilMs = () => isDisturbed() ? Infinity : loader.answeredMs();
  // A load that fails ends the run.
  loader.began.then((atMs) => clock.loadBegan(atMs, untilMs), () => {});
  loader.done.then(() => clock.loadEnded(), () => {});
}
