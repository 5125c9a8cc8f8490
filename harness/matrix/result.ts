/**
 * What `asynclab check` finds, as data: the file that `--report json=FILE` writes, that `--resume`,
 * `--baseline` and `merge` read, and that every form of the report is a pure function of.
 */
import { z } from "zod";

const verdict = z.enum(["kept", "broken", "unknown"]);

/** One run of a case. */
export const attemptShape = z.object({
  seed: z.int().min(0),
  verdict,
  /** The id of the run; its folder is `.asynclab/runs/ID` while it is kept. */
  run: z.string(),
  /** Why it is not what was expected, or that verdict's reason; one clause. */
  why: z.string(),
  /** Every fault of it happened while some operation was under way. */
  effective: z.boolean(),
  /** All came to rest. */
  drained: z.boolean().optional(),
  /** Promises that are not made here, and whose anomaly was seen. */
  seen: z.array(z.string()).optional(),
});

/** One variant of a lab under some faults, and what must come of it. */
export const caseShape = z.object({
  lab: z.string(),
  variant: z.string(),
  /** Null where the lab has no broker. */
  broker: z.string().nullable(),
  /** As `--chaos` takes it: `kill-broker`, `kill-broker,kill-relay`, `worst-case`. */
  chaos: z.string(),
  /** The first seed that it is run with. */
  seed: z.int().min(0),
  /** A sound variant is `kept`, a broken twin `broken`. Null where nothing is expected. */
  expected: z.enum(["kept", "broken"]).nullable(),
  /** Of a twin, the promise that it must break; else null. */
  breaks: z.string().nullable(),
  /** Where nothing is expected: the promises that are not made under this fault, tried all the same. */
  excepts: z.array(z.string()).optional(),
});

export const caseResultShape = caseShape.extend({
  verdict,
  /** It is what was expected; a twin broke the very promise that it is there for. */
  right: z.boolean(),
  /** One clause where it is not right; null where it is. */
  why: z.string().nullable(),
  /** The run that decided. */
  run: z.string(),
  /** How long it held its lane, in all its runs: what was made ready before its load is not in it. */
  wallMs: z.number(),
  /** Of the run that decided: how long each phase took; null of one that it did not come to. */
  phasesMs: z.record(z.string(), z.number().nullable()),
  /** All runs of it, in order: those that were undecided, and repetitions. */
  attempts: z.array(attemptShape),
  /** The command that makes the run that decided again. */
  command: z.string(),
});

/** A fault under which a variant does not make a promise, tried. */
export const exceptionShape = z.object({
  lab: z.string(),
  variant: z.string(),
  broker: z.string().nullable(),
  fault: z.string(),
  promise: z.string(),
  /** In so many of these runs its anomaly was seen. */
  seen: z.int().min(0),
  runs: z.int().min(1),
  /** False where the fault was effective in every run, all came to rest, and nothing was seen; null where that cannot be told. */
  needed: z.boolean().nullable(),
});

export const checkResultShape = z.object({
  schema: z.literal(1),
  matrix: z.enum(["quick", "full", "proof", "pairs"]),
  /** `1/2`; null where it is the whole. */
  shard: z.string().nullable(),
  /** All words that decide which cases there are and how each is run; a shard's without its shard. */
  request: z.record(z.string(), z.json()).optional(),
  /** How many cases there are to do, done or not. */
  planned: z.int(),
  /** So many of the cases were not run now: they stood in the file of `--resume`. */
  resumed: z.int().min(0).optional(),
  cases: z.array(caseResultShape),
  right: z.int(),
  wrong: z.int(),
  unknown: z.int(),
  /** What variants do not promise, and whether its anomaly was seen. */
  exceptions: z.array(exceptionShape).optional(),
  wallMs: z.number(),
});

export type Attempt = z.infer<typeof attemptShape>;
export type Case = z.infer<typeof caseShape>;
export type CaseResult = z.infer<typeof caseResultShape>;
export type CheckResult = z.infer<typeof checkResultShape>;
export type Exception = z.infer<typeof exceptionShape>;
export type Matrix = CheckResult["matrix"];

/** Two cases of the same name are the same: `outbox/status kafka kill-broker seed 7`. */
export const nameOf = ({ lab, variant, broker, chaos, seed, expected }: Case): string =>
  [
    `${lab}/${variant}`,
    ...(broker === null ? [] : [broker]),
    chaos,
    `seed ${seed}`,
    ...(expected === null ? ["not promised"] : []),
  ].join(" ");

/** Right, wrong, or undecided to the end: what each of the three counts counts. What nobody expects is none of them. */
export function standingOf(
  { right, verdict, expected, attempts }: CaseResult,
): "right" | "wrong" | "unknown" | "tried" {
  if (expected === null) {
    // What is not promised may happen; what is promised all the same may not.
    return attempts.some((attempt) => attempt.verdict === "broken") ? "wrong" : "tried";
  }
  if (right) return "right";
  return verdict === "unknown" ? "unknown" : "wrong";
}
