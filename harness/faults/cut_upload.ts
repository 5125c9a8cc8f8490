import { fileChanged } from "../contract/hazards.ts";
import { isUpload, type Upload } from "../contract/feed_things.ts";
import type { FaultContext } from "../contract/lab.ts";
import { verb } from "../contract/verb.ts";
import { endOfWork } from "./at_work.ts";
import { untilUpload } from "./until_upload.ts";

/** An upload is slow until it is seen, so that the cut comes before its end. */
const slow = { kind: "delay", delayMs: 50, jitterMs: 0 } as const;

/** Cuts once the server has the first bytes: it keeps half a file, or a whole one but cannot answer. */
export const cutUpload = verb("cut-upload", isUpload, ({ name }, open) => ({
  name: `cut-${name}`,
  aliases: [],
  makes: [fileChanged],
  summary: "cut the sender's link to the file server with an RST while it uploads",
  targets: [name],
  lastsMs: 1_000,
  leastMs: 300,
  async begin(context) {
    const upload = open(context);
    const before = await upload.sizes();
    const id = await context.links.disturb(upload.links(), slow);
    const cutting = cut(context, upload, before).finally(() => context.links.heal(id));
    cutting.catch(() => {}); // `end` throws it
    return {
      async end() {
        const touched = await cutting;
        return touched > 0 ? { touched } : { touched, ineffective: "nothing was uploaded" };
      },
    };
  },
}));

/** Returns the number of connections that it cut. */
async function cut(
  context: FaultContext,
  upload: Upload,
  before: ReadonlyMap<string, number>,
): Promise<number> {
  if (!await untilUpload(endOfWork(context), upload, before)) return 0;
  return await context.links.reset(upload.links());
}
