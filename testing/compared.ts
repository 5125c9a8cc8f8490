/** For tests: a small comparison, made by hand. Its figures are not measured. */
import { figures } from "../harness/compare/figures.ts";
import type { ComparedStyle, CompareResult } from "../harness/compare/result.ts";

type Figures = Readonly<Record<string, number>>;

const common: Pick<ComparedStyle, "chaos" | "notApplicable" | "verdict" | "takes"> = {
  ...{ chaos: null, notApplicable: null, verdict: "kept" },
  takes: { processes: 2, servers: ["source", "target"], roleLines: 321 },
};

function style(
  lab: string,
  variant: string,
  values: Figures,
  more: Partial<ComparedStyle> & { readonly byDates?: boolean } = {},
): ComparedStyle {
  const { byDates = false, ...rest } = more;
  const round: ComparedStyle["rounds"][number] = {
    ...{
      run: `${lab}-1`,
      seed: 1,
      verdict: "kept" as const,
      broken: [],
      why: null,
      byDates,
      knee: null,
    },
    figures: Object.fromEntries(figures.map(({ name }) => [name, values[name] ?? null])),
  };
  const interval = (value: number) => (
    { median: value, min: value, max: value, rounds: 1, rank: 1 }
  );
  return {
    ...{
      name: `${lab}/${variant}`,
      lab,
      variant,
      broker: null,
      ...common,
      handbook: null,
      ...rest,
    },
    rounds: [round],
    figures: Object.fromEntries(
      figures.map(({ name }) => [name, name in values ? interval(values[name]) : null]),
    ),
  };
}

const handbook = { complexity: "low", stability: "high", situation: "" } as const;

export const compared: CompareResult = {
  ...{ schema: 1, asynclab: "0.0.0", date: "2026-01-31", seed: 1, rounds: 1, wallMs: 2_400_000 },
  machine: { system: "linux x86_64", cores: 2, memoryBytes: 8 * 2 ** 30, runtime: "local" },
  load: { rate: 100, durationMs: 5_000, users: 100 },
  disturbance: { kind: "none" },
  styles: [
    style(
      "outbox",
      "status",
      {
        ...{ callerCalmP50Ms: 3.2, callerCalmP99Ms: 9.87, endToEndCalmP50Ms: 41 },
        ...{ endToEndP99Ms: 1_250, throughputPerSecond: 931, tables: 5 },
      },
      {
        ...{ name: "outbox/status over kafka", broker: "kafka" },
        handbook: { ...handbook, throughput: "middle", latency: "very low" },
      },
    ),
    style("thread", "pool", { callerCalmP50Ms: 4, callerCalmP99Ms: 8 }, { verdict: "unknown" }),
    style(
      "batch",
      "push",
      { businessP50Hours: 31.95, businessP99Hours: 44, throughputPerSecond: 4_777 },
      { byDates: true, handbook: { ...handbook, throughput: "very high", latency: "high" } },
    ),
  ],
  disagreements: [{
    ...{ about: "throughput", figure: "throughputPerSecond", simulated: [] },
    styles: ["outbox/status over kafka", "thread/pool"],
  }],
};
