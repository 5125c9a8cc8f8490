/**
 * The result of `asynclab check` as data: the file that `--report json=FILE` writes and that
 * `--resume`, `--baseline` and `merge` read. Every form of the report is a pure function of it.
 */
import { z } from "zod";

const verdict = z.enum(["kept", "broken", "unknown"]);

/** One run of a case. */
export const attemptShape = z.object({
  seed: z.int().min(0),
  verdict,
  /** The id of the run; its folder is `.asynclab/runs/ID` while the folder is kept. */
  run: z.string(),
  /** The difference from the expected verdict, or the reason of the verdict; one clause. */
  why: z.string(),
  /** Every fault of the run happened while operations were in progress. */
  effective: z.boolean(),
  /** The run drained. */
  drained: z.boolean().optional(),
  /** The excepted promises with an anomaly in this run. */
  seen: z.array(z.string()).optional(),
  /** The count of hazards by promise; null where it cannot be seen, or where the promise was not judged. */
  threatened: z.record(z.string(), z.int().min(0).nullable()).optional(),
  /** The failpoints of the run that never struck. */
  missed: z.array(z.string()).optional(),
  /** The failpoints of our own programs that were passed, armed or not. */
  passed: z.array(z.string()).optional(),
});

/** One variant of a lab under some faults, and the expected verdict. */
export const caseShape = z.object({
  lab: z.string(),
  variant: z.string(),
  /** Null where the lab has no broker. */
  broker: z.string().nullable(),
  /** The value of `--chaos`: `kill-broker`, `kill-broker,kill-relay`, `worst-case`. */
  chaos: z.string(),
  /** The seed of the case's first run. */
  seed: z.int().min(0),
  /** `kept` for a sound variant, `broken` for a broken twin. Null where nothing is expected. */
  expected: z.enum(["kept", "broken"]).nullable(),
  /** For a twin, the promise that it must break; else null. */
  breaks: z.string().nullable(),
  /**
   * Only where nothing is expected: the promises that have this fault as an exception. The case still
   * tries them.
   */
  excepts: z.array(z.string()).optional(),
});

export const caseResultShape = caseShape.extend({
  verdict,
  /** The verdict is the expected one, and a twin broke the promise that it must break. */
  right: z.boolean(),
  /** Why the case is not right, in one clause; null where it is right. */
  why: z.string().nullable(),
  /** The run that decided. */
  run: z.string(),
  /** How long all runs of the case occupied their lane, without the preparation before the load. */
  wallMs: z.number(),
  /** How long each phase of the deciding run took; null for a phase that the run did not reach. */
  phasesMs: z.record(z.string(), z.number().nullable()),
  /** All runs of the case, in order: undecided ones, and repetitions. */
  attempts: z.array(attemptShape),
  /** The command that repeats the deciding run. */
  command: z.string(),
});

/** A tried exception: a fault under which a variant does not make a promise. */
export const exceptionShape = z.object({
  lab: z.string(),
  variant: z.string(),
  broker: z.string().nullable(),
  fault: z.string(),
  promise: z.string(),
  /** How many of the runs showed the anomaly. */
  seen: z.int().min(0),
  runs: z.int().min(1),
  /**
   * True where a run showed the anomaly. False where none did, although the fault was effective in
   * every run and all runs drained. Null where that is unknown.
   */
  needed: z.boolean().nullable(),
});

/** A promise of a sound variant. */
const pairShape = z.object({
  lab: z.string(),
  variant: z.string(),
  broker: z.string().nullable(),
  promise: z.string(),
});

/** A promise that was threatened in no case of its variant. */
export const gapShape = pairShape.extend({
  /** False where no case could see whether it was threatened. */
  isSeen: z.boolean(),
  /** Why nothing needs to threaten it; null where nobody gave a reason. */
  reason: z.string().nullable(),
});

/** Which promises the cases threatened. */
export const evidenceShape = z.object({
  pairs: z.array(pairShape.extend({
    /** In how many decided cases it was judged, or could have been. */
    cases: z.int().min(0),
    /** In how many of them it can be seen whether it was threatened. */
    seen: z.int().min(0),
    /** In how many of them it was threatened. */
    threatened: z.int().min(0),
  })),
  gaps: z.array(gapShape),
  /** Pairs with a reason that were threatened after all. */
  needless: z.array(z.string()),
  /** Failpoints that struck in no run of their case. */
  missed: z.array(z.object({ case: z.string(), point: z.string() })),
  /** Failpoints that no run of their lab passed: `outbox over kafka: relay:after-mark`. */
  unpassed: z.array(z.string()),
  /** False with a foreign program: then gaps do not change the exit code. */
  isJudged: z.boolean(),
});

export const checkResultShape = z.object({
  schema: z.literal(1),
  matrix: z.enum(["quick", "full", "proof", "pairs"]),
  /** `1/2`; null for the whole list of cases. */
  shard: z.string().nullable(),
  /** All options that decide which cases there are and how each one is run, without `--shard`. */
  request: z.record(z.string(), z.json()).optional(),
  /** Number of cases to run, whether or not they were run. */
  planned: z.int(),
  /** The number of cases that were not run now, because the file of `--resume` has their results. */
  resumed: z.int().min(0).optional(),
  cases: z.array(caseResultShape),
  right: z.int(),
  wrong: z.int(),
  unknown: z.int(),
  /** Tried exceptions of variants, and whether their anomaly was seen. */
  exceptions: z.array(exceptionShape).optional(),
  /** Only where all cases of the full matrix of its variants ran. */
  evidence: evidenceShape.optional(),
  wallMs: z.number(),
});

export type Attempt = z.infer<typeof attemptShape>;
export type Case = z.infer<typeof caseShape>;
export type CaseResult = z.infer<typeof caseResultShape>;
export type CheckResult = z.infer<typeof checkResultShape>;
export type Evidence = z.infer<typeof evidenceShape>;
export type Gap = z.infer<typeof gapShape>;
export type Pair = z.infer<typeof pairShape>;
export type Exception = z.infer<typeof exceptionShape>;
export type Matrix = CheckResult["matrix"];

/** Two cases of the same name are the same case: `outbox/status kafka kill-broker seed 7`. */
export const nameOf = ({ lab, variant, broker, chaos, seed, expected }: Case): string =>
  [
    `${lab}/${variant}`,
    ...(broker === null ? [] : [broker]),
    chaos,
    `seed ${seed}`,
    ...(expected === null ? ["not promised"] : []),
  ].join(" ");

/**
 * Right, wrong or undecided, as in the three counts. A case without an expected verdict is `tried`
 * and in no count.
 */
export function standingOf(
  { right, verdict, expected, attempts }: CaseResult,
): "right" | "wrong" | "unknown" | "tried" {
  if (expected === null) {
    // The anomaly of an excepted promise may happen; any other promise must be kept.
    return attempts.some((attempt) => attempt.verdict === "broken") ? "wrong" : "tried";
  }
  if (right) return "right";
  return verdict === "unknown" ? "unknown" : "wrong";
}
