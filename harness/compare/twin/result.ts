/** The result of `asynclab compare LAB/TWIN` as data. Every form of the report is a pure function of it. */
import { z } from "zod";
import { strikes } from "../paths/struck.ts";
import { comparisonSchema } from "../result.ts";

const { shape } = comparisonSchema;
const count = z.int().min(0);
const verdict = z.enum(["kept", "broken", "unknown"]);

const side = z.strictObject({
  variant: z.string(),
  run: z.string().describe("Its folder is `.asynclab/runs/RUN`."),
  verdict,
  promise: verdict.nullable().describe(
    "The verdict on the promise that the twin breaks; null where the run did not judge it.",
  ),
  why: z.string().describe("The observation on that promise; else why there is none."),
  broken: z.array(z.string()).describe("The promises that the run broke."),
  dropped: count.describe("Operations of the load that were never sent."),
});

const laneEvent = z.strictObject({
  atMs: z.number().nullable().describe("Since the operation was sent; null where not known."),
  what: z.string(),
  detail: z.string().optional().describe("What differs from run to run: the number of a row."),
}).nullable();

export const lanesSchema = z.array(z.strictObject({ left: laneEvent, right: laneEvent }));

const code = z.strictObject({
  place: z.string().describe("File in the lab's folder, and a name in it."),
  line: count.describe("Number of the first line, from 1."),
  lines: z.array(z.string()),
});

const sample = z.strictObject({
  what: z.string(),
  atMs: z.number(),
  value: z.number().describe("In the unit of the limit."),
});

export const twinDiffSchema = z.strictObject({
  schema: z.literal(1),
  of: z.literal("twin"),
  ...{ asynclab: shape.asynclab, date: shape.date, machine: shape.machine, load: shape.load },
  seed: count,
  lab: z.string(),
  broker: z.string().nullable(),
  verdict: z.enum(["shown", "broken", "unknown"]).describe(
    "shown: the twin broke its promise, and the sound variant kept all of its own, twice. " +
      "broken: the sound variant broke one. unknown: else, also where it broke only promises about " +
      "callers and memory, for which the twin's load may be too much on this machine.",
  ),
  breaks: z.string().describe("The promise that the twin is made to break."),
  promise: z.string().describe("What this promise says."),
  worstCase: z.string().describe("What both variants got, as options of `asynclab run`."),
  leftOut: z.array(z.string()).describe("What the sound variant cannot have, and why."),
  summaries: z.strictObject({ twin: z.string(), sound: z.string() }),
  settings: z.array(z.strictObject({
    role: z.string(),
    name: z.string(),
    twin: z.string().nullable(),
    sound: z.string().nullable(),
  })).describe("Settings of roles that differ; null where a variant does not set it."),
  twin: side,
  sound: z.array(side),
  operation: z.strictObject({
    op: count,
    struck: z.enum(strikes).nullable().describe(
      "What the failpoint did to it in the twin's run; null where it is the first one by commit.",
    ),
    word: z.string().describe("What is wrong with it in the twin."),
    did: z.strictObject({ twin: z.string(), sound: z.string() }).describe(
      "What either variant did with it: `lost it`, `delivered it`.",
    ),
    marked: z.strictObject({ twin: z.boolean(), sound: z.boolean() }).describe(
      "Whether a fault marked it in that run: as a poison message, by a copy.",
    ),
    paths: z.strictObject({ twin: z.string(), sound: z.string() }),
    lanes: lanesSchema.describe("left: the twin, right: the first run of the sound variant."),
    mistake: z.string().nullable().describe(
      "The mistake that the order of the twin's events shows; null where it shows none.",
    ),
  }).nullable().describe("An operation that only the twin treats so."),
  noOperation: z.string().nullable().describe("Why there is no operation; else null."),
  limit: z.strictObject({
    unit: z.enum(["milliseconds", "bytes"]),
    limit: z.number(),
    twin: sample.nullable().describe("The first sample past the limit; null where none was."),
    sound: sample.nullable(),
  }).nullable().describe("Null where the promise has no limit that is sampled."),
  costs: z.array(z.strictObject({
    name: z.string(),
    twin: z.number().nullable(),
    sound: z.array(z.number().nullable()).describe("Of each run of the sound variant."),
  })).describe("Figures by their name in a comparison of styles; null where a run has none."),
  code: z.strictObject({ twin: code, sound: code.nullable() }).describe(
    "The code of the mistake, and the sound code in its place; null where it is another branch of the same code.",
  ),
  wallMs: z.number(),
});

export type TwinDiff = z.infer<typeof twinDiffSchema>;
export type Side = TwinDiff["twin"];
