/** The result of `asynclab compare RUN RUN` as data. Every form of the report is a pure function of it. */
import { z } from "zod";
import { lanesSchema } from "../twin/result.ts";

const count = z.int().min(0);
const verdict = z.enum(["kept", "broken", "unknown"]);

const side = z.strictObject({
  run: z.string(),
  name: z.string().describe("`outbox/status over kafka`."),
  verdict,
  repeat: z.string().describe("The command that runs it again."),
  faults: z.array(z.strictObject({
    name: z.string(),
    target: z.string(),
    effective: z.boolean(),
    why: z.string().nullable().describe("Why it proves nothing; null where it is effective."),
  })),
});

const pair = <T extends z.ZodType>(value: T) => z.strictObject({ left: value, right: value });

export const runsSchema = z.strictObject({
  schema: z.literal(1),
  of: z.literal("runs"),
  asynclab: z.string(),
  seed: count.describe("Of both."),
  load: z.strictObject({ rate: z.number(), durationMs: z.number(), users: count }),
  ...pair(side).shape,
  promises: z.array(
    z.strictObject({
      name: z.string(),
      ...pair(z.strictObject({ verdict, why: z.string() }).nullable()).shape,
    }),
  ).describe("Null where that run did not judge the promise."),
  counts: z.array(z.strictObject({ name: z.string(), ...pair(count).shape })),
  figures: z.array(z.strictObject({ name: z.string(), ...pair(z.number().nullable()).shape })),
  differ: count.describe("Operations whose paths differ."),
  operation: z.strictObject({
    op: count,
    paths: pair(z.string()),
    lanes: lanesSchema,
  }).nullable().describe("The first of them, by commit in the left run."),
  noOperation: z.string().nullable().describe("Why there is no operation; else null."),
});

export type RunsCompared = z.infer<typeof runsSchema>;
