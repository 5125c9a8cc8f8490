/** The result of a run or an analysis. Every report is a function of this one value. */
import { z } from "zod";
import { anomalyNames } from "../check/evidence.ts";
import type { Judgement } from "../check/judge.ts";
import { daysShape } from "./days_shape.ts";
import { funnelShape } from "./funnel_shape.ts";
import { type PhaseName, phaseNames } from "./phase_names.ts";
import { trafficShape } from "./traffic_shape.ts";
import { monitorsShape } from "./monitors_shape.ts";
import { wordOf, wordsOf } from "./words/mod.ts";

/** Every verdict is given together with this sentence. */
export const notPowerLoss = "kill is not power loss: fsync was not tested";

const verdict = z.enum(["kept", "broken", "unknown"]);
const count = z.int().min(0);
const milliseconds = z.number().nullable();
const percentiles = z.strictObject({
  count,
  p50: milliseconds,
  p90: milliseconds,
  p99: milliseconds,
  p999: milliseconds,
  p9999: milliseconds.default(null),
  max: milliseconds,
}).describe("Milliseconds by the nearest rank; null where count is 0.");
const latency = z.strictObject({
  all: percentiles,
  before: percentiles,
  during: percentiles,
  after: percentiles,
}).nullable().describe("Null where the history has no such times.");
const answered = z.strictObject({
  count: count.describe("Sent, and not rolled back by the plan."),
  failed: count.describe("How many of the counted operations had no ok at the end of the history."),
});
const finding = z.looseObject({
  code: z.string().describe("Names the finding; the other fields are its figures."),
}).describe("The facts of `why`, as data.");
const threatened = z.strictObject({
  count: count.describe("How many hazards of this promise came."),
  hazards: z.array(z.strictObject({ name: z.string(), count, source: z.string() })).describe(
    "Each hazard with the source that saw it.",
  ),
}).nullable().describe(
  "Null where it cannot be seen whether a hazard came. Kept with a count of 0: kept, not threatened.",
);
const anomaly = z.strictObject({
  count,
  standing: z.enum(["none", "observed", "broken"]),
  ops: z.array(count).max(100).describe("The first 100, by number."),
});

/** Times are in milliseconds. Fields that a foreign history does not know (run, lab, …) are null. */
export const resultSchema = z.strictObject({
  schema: z.literal(1),
  run: z.string().nullable(),
  lab: z.string().nullable(),
  broker: z.string().nullable().describe("Null where the lab has no choice of broker."),
  variant: z.string().nullable(),
  seed: z.number().nullable(),
  runtime: z.string().nullable(),
  versions: z.record(z.string(), z.string()).describe("Server name to its version."),
  verdict,
  promises: z.array(z.strictObject({
    name: z.string(),
    under: z.union([z.literal("any"), z.array(z.string())]),
    except: z.array(z.string()).describe("Faults under which the promise is not made."),
    verdict,
    why: z.string(),
    findings: z.array(finding).describe("The reasons of the verdict, as data."),
    threatened,
  })).describe("Promises that cover the faults of this run."),
  counts: z.strictObject({
    planned: count,
    dropped: count,
    acknowledged: count,
    failed: count,
    indeterminate: count,
    committed: count,
    applied: count,
    failedYetCommitted: count,
  }),
  targets: z.array(z.strictObject({
    name: z.string(),
    applied: count,
    joinedMs: milliseconds.describe(
      "When the target joined, if it joined during the run; else null.",
    ),
  })).describe("Target systems, each with the number of operations that have an effect there."),
  anomalies: z.strictObject(
    Object.fromEntries(anomalyNames.map((name) => [name, anomaly])) as Record<
      (typeof anomalyNames)[number],
      typeof anomaly
    >,
  ),
  faults: z.array(z.strictObject({
    id: z.string(),
    name: z.string(),
    target: z.string(),
    beginMs: milliseconds,
    endMs: milliseconds,
    touched: z.number().nullable(),
    effective: z.boolean(),
    by: z.string().nullable().describe("How the fault reached its target; null where not known."),
    why: z.string().nullable().describe(
      "Why the fault proves nothing; null where it is effective.",
    ),
    finding: finding.nullable(),
  })),
  halts: z.array(z.strictObject({
    role: z.string(),
    atMs: milliseconds,
    why: z.string().describe("The role's own sentence."),
    under: z.string().nullable().describe(
      "The fault that allows this halt. Null where no fault does: then no promise gets the verdict kept.",
    ),
  })).describe("Processes of roles that ended for good, with exit code 78."),
  drained: z.boolean().nullable().describe(
    "Whether all was drained; null where the history does not say.",
  ),
  notApplicable: z.array(z.strictObject({
    name: z.string(),
    fault: z.string(),
    seen: z.boolean().describe("Whether the promise's anomaly was seen in this run."),
  })).describe(
    "Promises that do not cover a fault of this run, or cover only a shorter one.",
  ),
  notJudged: z.array(z.string()).describe(
    "Promises that do not apply after a halt that the variant allows.",
  ),
  latencyMs: z.strictObject({ caller: latency, endToEnd: latency }),
  recoveryMs: milliseconds,
  outageMs: milliseconds,
  phasesMs: z.strictObject(
    Object.fromEntries(phaseNames.map((name) => [name, milliseconds])) as Record<
      PhaseName,
      typeof milliseconds
    >,
  ).describe("Null where that phase did not take place."),
  breaks: z.string().nullable().describe(
    "The promise that a twin (a variant broken on purpose) is known to break; else null.",
  ),
  mixed: z.array(z.string()).describe(
    "Reasons why this is not the history of one run; if there are any, no promise is judged.",
  ),
  unbelieved: z.array(z.strictObject({ role: z.string(), kind: z.string(), count })).describe(
    "Events in the file of a process that cannot know them; they are counted, not judged.",
  ),
  unread: z.array(z.strictObject({
    role: z.string(),
    file: z.string(),
    lines: count.nullable().describe("Null where nothing of the file can be read."),
    line: count.nullable().describe("The number of the first such line, from 1."),
    why: z.string(),
  })).describe("Unreadable files and lines of roles; no verdict depends on them."),
  notes: z.array(z.string()).describe(
    "Observations of the run that are not in the history, one sentence each.",
  ),
  doubts: z.array(z.strictObject({ why: z.string(), finding })).describe(
    "Reasons why no promise gets the verdict kept.",
  ),
  traffic: trafficShape,
  torn: z.array(z.strictObject({ file: z.string(), line: count })).describe(
    "Last lines that a crash cut off; they are left out.",
  ),
  quietBecause: z.string().nullable().describe(
    "How it was decided that all was drained; null if it was not drained, or if the counts alone showed it.",
  ),
  callers: z.strictObject({
    all: answered,
    before: answered,
    during: answered,
    after: answered,
    rolledBack: count.describe("Refused as planned: the plan says that the business refuses them."),
  }).describe("How many callers got no ok; `all` also counts callers without a known time."),
  businessDays: daysShape.default(null),
  funnel: funnelShape,
  monitors: monitorsShape,
});

export type Result = z.infer<typeof resultSchema>;

/** Names what was run: `messaging/event over rabbitmq`. Null where the history does not say. */
export function nameOf({ lab, variant, broker }: Pick<Result, "lab" | "variant" | "broker">) {
  if (lab === null) return null;
  return `${lab}/${variant ?? "?"}${broker === null ? "" : ` over ${broker}`}`;
}

/** Facts about the run that a judgement does not have. */
export interface About {
  readonly run: string | null;
  readonly lab: string | null;
  readonly broker: string | null;
  readonly variant: string | null;
  readonly seed: number | null;
  readonly runtime: string | null;
  readonly versions: Readonly<Record<string, string>>;
  readonly phasesMs: Partial<Readonly<Record<PhaseName, number | null>>>;
  /** Observations of the run that are not in the history, one sentence each. */
  readonly notes: readonly string[];
  /** The promise that a twin (a variant broken on purpose) breaks. @default null */
  readonly breaks?: string | null;
}

/** For a history that no run of asynclab made. */
export const aboutNothing: About = {
  run: null,
  lab: null,
  broker: null,
  variant: null,
  seed: null,
  runtime: null,
  versions: {},
  phasesMs: {},
  notes: [],
};

/** Builds the result. Its fields have the order in which they are printed. */
export function toResult(judgement: Judgement, about: About): Result {
  return {
    schema: 1,
    run: about.run,
    lab: about.lab,
    broker: about.broker,
    variant: about.variant,
    seed: about.seed,
    runtime: about.runtime,
    versions: { ...about.versions },
    verdict: judgement.verdict,
    promises: judgement.promises.map(({ name, under, except, verdict, reasons, threatened }) => ({
      name,
      under: under === "any" ? under : [...under],
      except: [...except],
      verdict,
      why: `${wordsOf(reasons)}; ${notPowerLoss}`,
      findings: [...reasons],
      threatened: threatened === null ? null : {
        count: threatened.count,
        hazards: threatened.hazards.map(({ name, count, source }) => ({ name, count, source })),
      },
    })),
    counts: judgement.counts,
    targets: judgement.targets.map(({ name, applied, joinedMs }) => ({ name, applied, joinedMs })),
    anomalies: Object.fromEntries(
      anomalyNames.map((name) => {
        const { count, standing, ops } = judgement.anomalies[name];
        return [name, { count, standing, ops: [...ops] }];
      }),
    ) as Result["anomalies"],
    faults: judgement.faults.map((fault) => {
      const { id, name, target, beginMs, endMs, touched, effective, by, why: finding } = fault;
      const why = finding === null ? null : wordOf(finding);
      return { id, name, target, beginMs, endMs, touched, effective, by, why, finding };
    }),
    halts: judgement.halts.map(({ role, atMs, why, under }) => ({ role, atMs, why, under })),
    drained: judgement.drained,
    notApplicable: judgement.notApplicable.map(({ claim, fault, seen }) => (
      { name: claim.name, fault, seen }
    )),
    notJudged: judgement.notJudged.map(({ name }) => name),
    latencyMs: judgement.latencyMs,
    // After a halt, some work is left that no role does, so nothing recovered.
    recoveryMs: judgement.halts.length > 0 ? null : judgement.recoveryMs,
    outageMs: judgement.outageMs,
    phasesMs: Object.fromEntries(
      phaseNames.map((name) => [name, about.phasesMs[name] ?? null]),
    ) as Result["phasesMs"],
    breaks: about.breaks ?? null,
    mixed: judgement.mixed.map(wordOf),
    unbelieved: judgement.unbelieved.map(({ role, kind, count }) => ({ role, kind, count })),
    unread: judgement.unread.map(({ role, file, lines, line, why }) => (
      { role, file, lines, line, why }
    )),
    notes: [...about.notes],
    doubts: judgement.doubts.map((finding) => ({ why: wordOf(finding), finding })),
    traffic: judgement.traffic.map(({ tables, ...passed }) => (
      { ...passed, tables: tables === null ? null : [...tables] }
    )),
    torn: judgement.torn.map(({ file, line }) => ({ file, line })),
    quietBecause: judgement.quietBecause,
    callers: judgement.callers,
    businessDays: structuredClone(judgement.businessDays) as Result["businessDays"],
    funnel: structuredClone(judgement.funnel) as Result["funnel"],
    monitors: judgement.monitors === null
      ? null
      : { watched: judgement.monitors.map((one) => ({ ...one })), answers: [] },
  };
}

/** Returns the JSON Schema of the result. */
export function resultJsonSchema(): object {
  return z.toJSONSchema(resultSchema);
}
