import { unreadLog } from "../contract/hazards.ts";
import { isLogSlot } from "../contract/log_slot.ts";
import { verb } from "../contract/verb.ts";
import { everyMs, sleep } from "../timer.ts";

/** 16 MB a second, in transactions of 1 MB. */
const [chunkBytes, periodMs] = [1_000_000, 62];
/** So many that a reader without confirms clearly exceeds any limit that a variant may promise. */
const chunks = 60;
/** How long the end of the fault waits for the last chunks on a slow machine. */
const patienceMs = 6_000;

/**
 * Another database of the server commits a lot. All databases share one log. A reader whose own
 * database is idle keeps all of this log, unless it also confirms positions without changes.
 */
export const noisyNeighbor = verb("noisy-neighbor", isLogSlot, ({ name }, open) => ({
  name: "noisy-neighbor",
  aliases: [],
  makes: [unreadLog],
  summary: "another database of the server writes 60 MB of log, 16 MB a second",
  targets: [name],
  lastsMs: 4_000,
  leastMs: 1_500,
  scope: "server",
  begin(context) {
    const slot = open(context);
    let touched = 0;
    const writing = everyMs(periodMs, async () => {
      if (touched >= chunks) return;
      await slot.writeElsewhere(chunkBytes).then(() => touched++, () => {}); // the server is away
    });
    return Promise.resolve({
      async end() {
        const deadline = performance.now() + patienceMs;
        while (touched < chunks && performance.now() < deadline) await sleep(periodMs);
        writing[Symbol.dispose]();
        return { touched };
      },
    });
  },
}));
