import { spokenName } from "../contract/capability.ts";
import { hasDisk } from "../contract/capabilities.ts";
import { verb } from "../contract/verb.ts";
import { untilTouched } from "./until_touched.ts";

/**
 * The server's disk is full, and every write fails. Kafka gives up its only log folder at the first
 * error, and then ends. Redis ends rather than confirm a write that is not in its file. RabbitMQ
 * raises its alarm and stops reading from publishers. A file server refuses to write.
 */
export const fillDisk = verb("fill-disk", hasDisk, (thing, open) => ({
  name: `disk-full-${thing.name}`,
  aliases: [],
  makes: "away",
  summary: `the disk of ${spokenName(thing)} is full: ${
    spokenName(thing)
  } ends at its next write, or refuses to write`,
  targets: [thing.name],
  lastsMs: 2_000,
  leastMs: 1_000,
  async begin(context) {
    const full = await open(context).fill();
    return {
      async end() {
        if (full.failed !== undefined) await untilTouched(context, full.failed);
        return { touched: await full.end() };
      },
    };
  },
}));
