/** The figures that are compared: each is a number of one run, or null where the run does not have it. */
import { splitLink } from "../faults/victims.ts";
import type { Result } from "../report/result.ts";
import type { BusinessHours } from "./business_hours.ts";
import type { Better } from "./interval.ts";

/** What one round measured. */
export interface Measured {
  readonly result: Result;
  /** Operations a second at the knee, or rows a second of a chain of files; null where not measured. */
  readonly throughput: number | null;
  /** Set where the style works by business dates: then times to the target are simulated. */
  readonly byDates: boolean;
  /** Null where the style does not work by business dates, or where it is not known. */
  readonly businessHours: BusinessHours | null;
}

export interface Figure {
  /** Its name in the JSON; the unit is part of the name. */
  readonly name: string;
  /** The head of its column. */
  readonly title: string;
  readonly group: "operations" | "times" | "takes";
  readonly unit: "operations" | "ms" | "business hours" | "an operation" | "a second" | "tables";
  readonly better: Better;
  /** What its title does not say. */
  readonly remark?: string;
  of(measured: Measured): number | null;
}

const count = (
  name: string,
  title: string,
  anomaly: "lost" | "duplicate" | "phantom" | "outOfOrder",
): Figure => ({
  ...{ name, title, group: "operations", unit: "operations", better: "lower" },
  of: ({ result: { anomalies } }) => anomalies[anomaly].count,
});

const time = (name: string, title: string, of: Figure["of"]): Figure => ({
  ...{ name, title, group: "times", unit: "ms", better: "lower", of },
});

/** A time to the target: not of a style whose nights take seconds. */
const realTime = (name: string, title: string, of: (result: Result) => number | null): Figure => ({
  ...time(name, title, ({ result, byDates }) => byDates ? null : of(result)),
  remark: "null for a style that works by business dates",
});

const simulated = (name: string, title: string, percentile: keyof BusinessHours): Figure => ({
  ...{ name, title, group: "times", unit: "business hours", better: "lower" },
  remark: "simulated: hours of the business clock from a row's commit to its load",
  of: ({ businessHours }) => businessHours?.[percentile] ?? null,
});

/** Sums over the links to databases, for each operation that was committed. */
const perOperation = (
  name: string,
  title: string,
  of: (one: Result["traffic"][number]) => number,
): Figure => ({
  ...{ name, title, group: "takes", unit: "an operation", better: "lower" },
  of({ result: { traffic, counts: { committed } } }) {
    const counted = traffic.filter(({ requests }) => requests !== null);
    if (committed === 0 || counted.length === 0) return null;
    return Number((counted.reduce((sum, one) => sum + of(one), 0) / committed).toFixed(2));
  },
});

/** A table of two servers is two tables; null where a server did not say which tables it has. */
function tablesIn({ traffic }: Result): number | null {
  const counted = traffic.filter(({ requests }) => requests !== null);
  if (counted.length === 0 || counted.some(({ tables }) => tables === null)) return null;
  const all = counted.flatMap(({ link, tables }) => {
    const [, server] = splitLink(link);
    return tables!.map((table) => `${server}.${table}`);
  });
  return new Set(all).size;
}

/** From the end-to-end time of calm operations: the figure beside the handbooks' latency. */
export const latencyFigure = realTime(
  "endToEndCalmP50Ms",
  "end to end p50",
  ({ latencyMs: { endToEnd } }) => endToEnd?.before.p50 ?? null,
);

/** It stands in the place of `latencyFigure` for a style that works by business dates. */
export const simulatedLatencyFigure = simulated("businessP50Hours", "simulated p50", "p50");

export const throughputFigure: Figure = {
  name: "throughputPerSecond",
  title: "at the knee",
  group: "times",
  unit: "a second",
  better: "higher",
  of: ({ throughput }) => throughput,
};

export const figures: readonly Figure[] = [
  count("lost", "lost", "lost"),
  count("duplicate", "duplicate", "duplicate"),
  count("phantom", "phantom", "phantom"),
  count("outOfOrder", "out of order", "outOfOrder"),
  time(
    "callerCalmP50Ms",
    "caller p50",
    ({ result: { latencyMs } }) => latencyMs.caller?.before.p50 ?? null,
  ),
  time(
    "callerCalmP99Ms",
    "p99",
    ({ result: { latencyMs } }) => latencyMs.caller?.before.p99 ?? null,
  ),
  time(
    "callerFaultP50Ms",
    "in fault p50",
    ({ result: { latencyMs } }) => latencyMs.caller?.during.p50 ?? null,
  ),
  time(
    "callerFaultP99Ms",
    "p99",
    ({ result: { latencyMs } }) => latencyMs.caller?.during.p99 ?? null,
  ),
  time("outageMs", "no ok for", ({ result: { outageMs } }) => outageMs),
  latencyFigure,
  realTime("endToEndP99Ms", "all p99", ({ latencyMs }) => latencyMs.endToEnd?.all.p99 ?? null),
  simulatedLatencyFigure,
  simulated("businessP99Hours", "simulated p99", "p99"),
  realTime("recoveryMs", "recovery", ({ recoveryMs }) => recoveryMs),
  throughputFigure,
  {
    ...{ name: "tables", title: "tables", group: "takes", unit: "tables", better: "lower" },
    remark: "those in PostgreSQL that the statements of its roles named",
    of: ({ result }) => tablesIn(result),
  },
  perOperation("queriesPerOperation", "queries an operation", ({ requests }) => requests!),
  perOperation("bytesPerOperation", "bytes an operation", ({ up, down }) => up + down),
];
