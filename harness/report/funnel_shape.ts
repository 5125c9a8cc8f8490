/** The shape of the funnel in a result. */
import { z } from "zod";
import { fates, markNames } from "../check/funnel.ts";

const count = z.int().min(0);

const bin = z.strictObject({
  fate: z.enum(fates),
  marks: z.array(z.enum(markNames)).describe(
    "Facts beside the fate. again: a target has more than one effect of it.",
  ),
  count,
  furtherEffects: count.describe("Effects after the first one in each target."),
  ops: z.string().regex(/^(\d+(-\d+)?(,\d+(-\d+)?)*)?$/).describe(
    "The first 1,000, by number: 1-40,43.",
  ),
});

export const funnelShape = z.strictObject({
  operations: count.describe("All of the history: planned ones, and bins marked `unplanned`."),
  hops: z.array(z.strictObject({
    name: z.string(),
    came: count,
    bins: z.array(bin).describe("The operations that stopped here, each in one bin."),
    wentOn: count.describe("To the next hop: came = the bins + wentOn."),
  })).describe("`callers`, then the hops of the lab."),
}).nullable().default(null).describe("Null in results of earlier versions.");
