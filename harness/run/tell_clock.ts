import type { RunClock } from "../clock/clock.ts";
import type { Loader } from "../workload/loader.ts";

/** Tells the business clock how far the load is: before its end, the clock must not get ahead of it. */
export function tellClock(clock: RunClock | null, { began, done }: Loader): void {
  if (clock === null) return;
  // A load that fails ends the run.
  began.then((atMs) => clock.loadBegan(atMs), () => {});
  done.then(() => clock.loadEnded(), () => {});
}
