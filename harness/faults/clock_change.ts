import { hasClock } from "../contract/capabilities.ts";
import { verb } from "../contract/verb.ts";

const hourMs = 3_600_000;

/**
 * The clock of the machines is set forward by an hour, and back again at the end: an hour is
 * missing, and later one comes twice.
 */
export const clockChange = verb("clock-change", hasClock, ({ name }, open) => ({
  name: "clock-change",
  aliases: [],
  summary: "the clock that roles ask goes an hour forward, and later an hour back",
  targets: [name],
  lastsMs: 2_000,
  leastMs: 600,
  begin(context) {
    const clock = open(context);
    const before = clock.answers().shifted;
    clock.shift(hourMs);
    return Promise.resolve({
      end() {
        clock.shift(0);
        return Promise.resolve({ touched: clock.answers().shifted - before });
      },
    });
  },
}));
