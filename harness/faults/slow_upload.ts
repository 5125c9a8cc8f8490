import { isUpload } from "../contract/feed_things.ts";
import { verb } from "../contract/verb.ts";
import { endOfWork } from "./at_work.ts";
import { sleep } from "../timer.ts";
import { untilUpload } from "./until_upload.ts";

/** Each answer of the file server takes 200 ms: an upload takes seconds. */
const condition = { kind: "delay", delayMs: 100, jitterMs: 50 } as const;
/** The fault lasts at least this long after the first bytes of a file. */
const restMs = 1_000;

export const slowUpload = verb("slow-upload", isUpload, ({ name }, open) => ({
  name: `slow-${name}`,
  aliases: [],
  makes: "late",
  summary: "hold every chunk between the sender of files and their server back for 100 ± 50 ms: " +
    "a latency, no rate",
  targets: [name],
  lastsMs: 3_000,
  leastMs: 1_000,
  async begin(context) {
    const { links } = context;
    const upload = open(context);
    const before = await upload.sizes();
    const id = await links.disturb(upload.links(), condition);
    const rested = untilUpload(endOfWork(context), upload, before).then(async (came) => {
      if (came) await sleep(restMs);
      return came;
    });
    rested.catch(() => {}); // `end` throws it
    return {
      async end() {
        const came = await rested;
        const touched = await links.heal(id);
        return came ? { touched } : { touched, ineffective: "nothing was uploaded" };
      },
    };
  },
}));
