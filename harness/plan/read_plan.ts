/** Reads the `run.json` of a run: the part of a plan that repeats and shows the run. */
import { join } from "node:path";
import { z } from "zod";
import type { RunPlan } from "./plan.ts";

const workload = z.object({
  rate: z.number(),
  messages: z.number(),
  users: z.number(),
  rollbackShare: z.number(),
  inFlightLimit: z.number(),
  timeoutMs: z.number(),
});

const episode = z.looseObject({
  name: z.string(),
  aim: z.string().optional(),
  beginMs: z.number().optional(),
  pass: z.looseObject({ text: z.string() }).optional(),
  forMs: z.number(),
});

const planShape = z.looseObject({
  schema: z.literal(1),
  run: z.string(),
  lab: z.string(),
  broker: z.string().optional(),
  variant: z.string(),
  choices: z.record(z.string(), z.string()).default({}),
  seed: z.number(),
  runtime: z.string(),
  workload,
  episodes: z.array(episode),
  asked: z.looseObject({ chaos: z.string() }).optional(),
  points: z.array(z.looseObject({ action: z.string(), text: z.string() })),
  commands: z.record(z.string(), z.string()),
  drainTimeoutMs: z.number(),
  portBase: z.number().optional(),
  brief: z.boolean().optional(),
});

/** A plan as it was written, with the runtime that ran it. */
export type WrittenPlan = RunPlan & { readonly runtime: string };

/** The plan in the run's folder; null where there is none, or none that this version can read. */
export async function readPlan(runDir: string): Promise<WrittenPlan | null> {
  const text = await Deno.readTextFile(join(runDir, "run.json")).catch(() => null);
  if (text === null) return null;
  try {
    const plan = planShape.safeParse(JSON.parse(text)).data;
    return plan === undefined ? null : plan as unknown as WrittenPlan;
  } catch {
    return null;
  }
}
