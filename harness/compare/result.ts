/** The result of `asynclab compare` as data. Every form of the report is a pure function of it. */
import { z } from "zod";
import { handbookLevels } from "../contract/handbook.ts";
import { type Accusation, accusationOf } from "./accusation.ts";
import { type Contender, type Disturbance, nameOf } from "./contender.ts";
import { type Disagreement, disagreementsOf } from "./disagreements.ts";
import { type Figure, figures } from "./figures.ts";
import { intervalOf, ranksOf } from "./interval.ts";
import type { Round } from "./rounds.ts";
import { type Limit, type Probe } from "./knee.ts";
import { takesOf } from "./takes.ts";

const verdict = z.enum(["kept", "broken", "unknown"]);
const count = z.int().min(0);
const level = z.enum(handbookLevels);

const interval = z.strictObject({
  median: z.number(),
  min: z.number(),
  max: z.number(),
  rounds: count.describe("Rounds that have a value."),
  rank: count.describe(
    "1 and the number of styles that are better in every round; styles whose intervals overlap share no order.",
  ),
}).nullable();
const noRound = "Null where no round has a value.";

/** A field for each figure, by its name. */
const each = <T extends z.ZodType>(field: (text: string) => T): Record<string, T> =>
  Object.fromEntries(figures.map((figure) => [figure.name, field(meaningOf(figure))]));

const meaningOf = ({ title, unit, remark }: Figure): string =>
  `${title}, in ${unit}${remark === undefined ? "" : `; ${remark}`}`;

const round = z.strictObject({
  run: z.string().describe("Its folder is `.asynclab/runs/RUN`."),
  seed: count,
  verdict,
  broken: z.array(z.string()).describe("The promises that the run broke."),
  why: z.string().nullable().describe(
    "Why the run has no result, or does not decide what it seems to; else null.",
  ),
  figures: z.strictObject(each((text) => z.number().nullable().describe(text))),
  byDates: z.boolean().describe(
    "The style works by business dates: its way to the target takes simulated time.",
  ),
  knee: z.strictObject({
    limit: z.string().nullable().describe("Why the next higher rate did not hold."),
    probes: z.array(z.strictObject({
      rate: z.number(),
      run: z.string(),
      limit: z.string().nullable().describe("Null where the rate held."),
    })),
  }).nullable().describe("The search for the highest rate; null where it was not searched."),
});

const style = z.strictObject({
  name: z.string(),
  lab: z.string(),
  variant: z.string(),
  broker: z.string().nullable(),
  chaos: z.string().nullable().describe("The faults that this style got."),
  notApplicable: z.string().nullable().describe(
    "Why the disturbance cannot hit this style: it was not run. Else null.",
  ),
  verdict: verdict.nullable().describe("Of all rounds together; null where it was not run."),
  rounds: z.array(round),
  figures: z.strictObject(each((text) => interval.describe(`${text}. ${noRound}`))),
  takes: z.strictObject({
    processes: count,
    servers: z.array(z.string()),
    roleLines: count.describe("Lines of code of its roles in the lab's own folder."),
  }),
  handbook: z.strictObject({
    throughput: level,
    latency: level,
    complexity: level,
    stability: level,
    situation: z.string(),
  }).nullable().describe("What handbooks say: quoted, not measured."),
});

const disturbance = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({ kind: z.literal("chaos"), chaos: z.string() }),
  z.strictObject({ kind: z.literal("outage"), outageMs: z.number() }),
]);

export const comparisonSchema = z.strictObject({
  schema: z.literal(1),
  asynclab: z.string(),
  date: z.string().describe("The day on which it began: 2026-11-26."),
  machine: z.strictObject({
    system: z.string(),
    cores: count,
    memoryBytes: count,
    runtime: z.string(),
  }),
  seed: count.describe("Of the first round; each later one has the next number."),
  rounds: count,
  load: z.strictObject({ rate: z.number(), durationMs: z.number(), users: count }),
  disturbance,
  styles: z.array(style),
  disagreements: z.array(z.strictObject({
    about: z.string(),
    figure: z.string(),
    styles: z.tuple([z.string(), z.string()]).describe("The first is the better one as measured."),
    simulated: z.array(z.string()).describe("Those of them whose latency is simulated."),
  })).describe("Two styles that handbooks put in one order, and every round in the other."),
  wallMs: z.number(),
});

export type CompareResult = z.infer<typeof comparisonSchema>;
export type ComparedStyle = CompareResult["styles"][number];

/** The facts of a comparison that are not in its rounds. */
export type About = Omit<CompareResult, "schema" | "styles" | "disagreements" | "disturbance">;

export function toComparison(
  rounds: ReadonlyMap<Contender, readonly Round[]>,
  disturbance: Disturbance,
  about: About,
): CompareResult {
  const styles = ranked([...rounds].map(([one, played]) => styleOf(one, played)));
  const disagreements: Disagreement[] = disagreementsOf(styles);
  return { schema: 1, ...about, disturbance, styles, disagreements };
}

type Unranked = Omit<ComparedStyle, "figures">;

function styleOf(one: Contender, played: readonly Round[]): Unranked {
  const { lab, variant, chaos = null, notApplicable } = one;
  const rounds = played.map(({ knee, ...round }) => ({
    ...{ run: round.run, seed: round.seed },
    ...judgedOf(round),
    figures: figuresOf(round),
    byDates: round.byDates,
    knee: knee === null
      ? null
      : { limit: firstLimit(knee.probes, knee.rate), probes: knee.probes.map(probeOf) },
  }));
  const { processes, servers, roleLines } = takesOf(lab, variant);
  return {
    ...{ name: nameOf(one), lab: lab.name, variant, broker: lab.broker ?? null },
    ...{ chaos, notApplicable, rounds, verdict: verdictOf(rounds) },
    takes: { processes, servers: [...servers], roleLines },
    handbook: lab.handbook ?? null,
  };
}

export const judgedOf = ({ result, why }: Pick<Round, "result" | "why">): Accusation =>
  result === null ? { verdict: "unknown", broken: [], why } : accusationOf(result);

function figuresOf({ result, ...measured }: Omit<Round, "knee">): Record<string, number | null> {
  return Object.fromEntries(
    figures.map(({ name, of }) => [name, result === null ? null : of({ result, ...measured })]),
  );
}

const probeOf = ({ rate, run, limit }: Probe) => ({
  rate,
  run,
  limit: limit === null ? null : limitText(limit),
});

/** The first limit above the rate that held last. */
function firstLimit(probes: readonly Probe[], held: number | null): string | null {
  const above = probes.toSorted((a, b) => a.rate - b.rate)
    .find(({ rate, limit }) => limit !== null && rate > (held ?? 0));
  return above === undefined ? null : limitText(above.limit!);
}

/** One clause; of what was measured without figures, which differ from round to round. */
function limitText(limit: Limit): string {
  switch (limit.by) {
    case "dropped":
      return "callers: so many waited for an answer that further logins were not sent";
    case "late":
      return "the load generator: it could not send in time on this machine";
    case "backlog":
      return "the way to the target: more was committed than applied";
    case "failure":
      return `a run without a result: ${limit.why}`;
  }
}

function verdictOf(rounds: Unranked["rounds"]): Unranked["verdict"] {
  if (rounds.length === 0) return null;
  if (rounds.some(({ verdict }) => verdict === "broken")) return "broken";
  return rounds.every(({ verdict }) => verdict === "kept") ? "kept" : "unknown";
}

function ranked(styles: readonly Unranked[]): ComparedStyle[] {
  const columns = figures.map(({ name, better }) => {
    const intervals = styles.map(({ rounds }) =>
      intervalOf(rounds.map((round) => round.figures[name]))
    );
    const ranks = ranksOf(intervals, better);
    return { name, cells: intervals.map((one, i) => one && { ...one, rank: ranks[i]! }) };
  });
  return styles.map((style, i) => ({
    ...style,
    figures: Object.fromEntries(columns.map(({ name, cells }) => [name, cells[i]])),
  }));
}
