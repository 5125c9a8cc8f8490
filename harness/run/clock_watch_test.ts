import assert from "node:assert/strict";
import { ClockWatch } from "./clock_watch.ts";

const day = 86_400_000_000_000n;
const counts = { committed: 9, sent: 9, applied: 9, backlog: 0, lag: null };

Deno.test("until the last deadline of the load has passed, it is too early to rest", () => {
  const clock = { instant: 0n, isPastLoad: false };
  const watch = new ClockWatch(clock);
  assert(watch.isEarly(counts));
  clock.instant = 9n * day;
  assert(watch.isEarly(counts));
  clock.isPastLoad = true;
  assert(!watch.isEarly(counts));
});

Deno.test("work that waits has three whole days since the last movement", () => {
  const clock = { instant: 0n, isPastLoad: true };
  const watch = new ClockWatch(clock);
  const waiting = { ...counts, applied: 5, backlog: 4 };
  assert(watch.isEarly(waiting));
  clock.instant = 3n * day - 1n;
  assert(watch.isEarly(waiting));
  clock.instant = 3n * day;
  assert(!watch.isEarly(waiting));
  assert(watch.isEarly({ ...waiting, applied: 6, backlog: 3 }), "it moved");
  clock.instant = 6n * day;
  assert(!watch.isEarly({ ...waiting, applied: 6, backlog: 3 }));
});
