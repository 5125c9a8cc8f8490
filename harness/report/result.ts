/** The result of a run or an analysis: one value that every report is a function of. */
import { z } from "zod";
import { anomalyNames } from "../check/evidence.ts";
import type { Judgement } from "../check/judge.ts";
import { wordOf, wordsOf } from "./words/mod.ts";

/** Said with every verdict. */
export const notPowerLoss = "kill is not power loss: fsync was not tested";

export const phaseNames = [
  "provision",
  "prepare",
  "start",
  "drive",
  "drain",
  "audit",
  "judge",
  "clean",
] as const;
export type PhaseName = (typeof phaseNames)[number];

const verdict = z.enum(["kept", "broken", "unknown"]);
const count = z.int().min(0);
const milliseconds = z.number().nullable();
const percentiles = z.strictObject({
  count,
  p50: milliseconds,
  p90: milliseconds,
  p99: milliseconds,
  p999: milliseconds,
  max: milliseconds,
}).describe("Milliseconds by the nearest rank; null where count is 0.");
const latency = z.strictObject({
  all: percentiles,
  before: percentiles,
  during: percentiles,
  after: percentiles,
}).nullable().describe("Null where the history has no times for it.");
const answered = z.strictObject({
  count: count.describe("Sent, and not rolled back by the plan."),
  failed: count.describe("Of those: without an ok at the end of the history."),
});
const finding = z.looseObject({
  code: z.string().describe("What was found; the other fields are its figures."),
}).describe("What `why` says, as data.");
const anomaly = z.strictObject({
  count,
  standing: z.enum(["none", "observed", "broken"]),
  ops: z.array(count).max(100).describe("The first 100, by number."),
});

/** Times in milliseconds. What a foreign history does not know (run, lab, …) is null. */
export const resultSchema = z.strictObject({
  schema: z.literal(1),
  run: z.string().nullable(),
  lab: z.string().nullable(),
  broker: z.string().nullable().describe("Where the lab has several to choose from."),
  variant: z.string().nullable(),
  seed: z.number().nullable(),
  runtime: z.string().nullable(),
  versions: z.record(z.string(), z.string()).describe("Server name to its version."),
  verdict,
  promises: z.array(z.strictObject({
    name: z.string(),
    under: z.union([z.literal("any"), z.array(z.string())]),
    except: z.array(z.string()).describe("Faults under which it is not made."),
    verdict,
    why: z.string(),
    findings: z.array(finding).describe("The reasons of the verdict, as data."),
  })).describe("Those that hold under the faults of this run."),
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
    joinedMs: milliseconds.describe("Of one that joined while the run went on; else null."),
  })).describe("Operations with an effect, by the system that it is in."),
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
    by: z.string().nullable().describe("By which means it reached its victim; null: not known."),
    why: z.string().nullable().describe(
      "Why it proves nothing; null where it is effective.",
    ),
    finding: finding.nullable(),
  })),
  halts: z.array(z.strictObject({
    role: z.string(),
    atMs: milliseconds,
    why: z.string().describe("The role's own sentence."),
    under: z.string().nullable().describe(
      "The fault after which the variant may halt; null: none, and nothing that is not broken is known.",
    ),
  })).describe("Processes of roles that ended for good, with exit code 78."),
  drained: z.boolean().nullable().describe(
    "All came to rest. Null where the history does not say.",
  ),
  notApplicable: z.array(z.strictObject({
    name: z.string(),
    fault: z.string(),
    seen: z.boolean().describe("Its anomaly is there all the same."),
  })).describe(
    "Promises that say nothing of a fault of this run, or of one that lasted so long.",
  ),
  notJudged: z.array(z.string()).describe(
    "Promises that do not apply once a role has halted as it may.",
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
    "Of a variant that is broken on purpose: the promise that it is known to break.",
  ),
  mixed: z.array(z.string()).describe(
    "Why this is not the history of one run: then no promise is judged.",
  ),
  unbelieved: z.array(z.strictObject({ role: z.string(), kind: z.string(), count })).describe(
    "Events in the file of a process that cannot know of them: counted, not judged.",
  ),
  unread: z.array(z.strictObject({
    role: z.string(),
    file: z.string(),
    lines: count.nullable().describe("Null where nothing of the file can be read."),
    line: count.nullable().describe("The first of them, from 1."),
    why: z.string(),
  })).describe("Files and lines of roles that cannot be read: no verdict depends on them."),
  notes: z.array(z.string()).describe("What the run saw beside the history, one sentence each."),
  doubts: z.array(z.strictObject({ why: z.string(), finding })).describe(
    "What stands in the way of a verdict on any promise.",
  ),
  torn: z.array(z.strictObject({ file: z.string(), line: count })).describe(
    "Last lines that a crash cut off: they are left out.",
  ),
  quietBecause: z.string().nullable().describe(
    "How it was decided that all was drained; null where it was not, and where it was plainly quiet.",
  ),
  callers: z.strictObject({
    all: answered,
    before: answered,
    during: answered,
    after: answered,
    rolledBack: count.describe("Refused, as the plan had said that the business would."),
  }).describe("How many callers got no ok; `all` has those too whose times are not known."),
});

export type Result = z.infer<typeof resultSchema>;

/** What was run, as a person says it: `messaging/event over rabbitmq`. Null of a history that does not say. */
export function nameOf({ lab, variant, broker }: Pick<Result, "lab" | "variant" | "broker">) {
  if (lab === null) return null;
  return `${lab}/${variant ?? "?"}${broker === null ? "" : ` over ${broker}`}`;
}

/** What a judgement does not know of itself. */
export interface About {
  readonly run: string | null;
  readonly lab: string | null;
  readonly broker: string | null;
  readonly variant: string | null;
  readonly seed: number | null;
  readonly runtime: string | null;
  readonly versions: Readonly<Record<string, string>>;
  readonly phasesMs: Partial<Readonly<Record<PhaseName, number | null>>>;
  /** What the run saw beside the history, one sentence each. */
  readonly notes: readonly string[];
  /** Of a variant that is broken on purpose: the promise that it breaks. @default null */
  readonly breaks?: string | null;
}

/** Of a history that no run of ours stands behind. */
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

/** The result, in the order of its fields as printed. */
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
    promises: judgement.promises.map(({ name, under, except, verdict, reasons }) => ({
      name,
      under: under === "any" ? under : [...under],
      except: [...except],
      verdict,
      why: `${wordsOf(reasons)}; ${notPowerLoss}`,
      findings: [...reasons],
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
    recoveryMs: judgement.recoveryMs,
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
    torn: judgement.torn.map(({ file, line }) => ({ file, line })),
    quietBecause: judgement.quietBecause,
    callers: judgement.callers,
  };
}

/** The JSON Schema of the result. */
export function resultJsonSchema(): object {
  return z.toJSONSchema(resultSchema);
}
