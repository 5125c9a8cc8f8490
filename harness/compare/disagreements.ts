/** Where measured figures put two styles in another order than the words of handbooks do. */
import { type Handbook, handbookLevels } from "../contract/handbook.ts";
import { latencyFigure, simulatedLatencyFigure, throughputFigure } from "./figures.ts";
import { type Better, type Interval, isApart } from "./interval.ts";

/** A style with its figures, by their names. */
export interface Compared {
  readonly name: string;
  readonly handbook: Handbook | null;
  readonly figures: Readonly<Record<string, Interval | null>>;
}

export interface Disagreement {
  /** The handbooks' column. */
  readonly about: string;
  /** The measured figure beside it. */
  readonly figure: string;
  /** The first is the better one as measured. */
  readonly styles: [string, string];
  /** Those of them whose latency is simulated. */
  readonly simulated: string[];
}

interface Measured {
  readonly about: "throughput" | "latency";
  readonly figure: string;
  readonly better: Better;
}

/** The handbooks' columns that a figure stands beside. Complexity and stability have no figure. */
export const measuredColumns: readonly Measured[] = [
  { about: "throughput", figure: throughputFigure.name, better: "higher" },
  { about: "latency", figure: latencyFigure.name, better: "lower" },
];

export function disagreementsOf(styles: readonly Compared[]): Disagreement[] {
  return measuredColumns.flatMap((column) =>
    styles.flatMap((a) =>
      styles.filter((b) => disagree(a, b, column)).map((b): Disagreement => ({
        ...{ about: column.about, figure: column.figure },
        styles: [a.name, b.name],
        simulated: [a, b].filter((one) => isSimulated(one, column)).map(({ name }) => name),
      }))
    )
  );
}

const hourMs = 3_600_000;

/** Milliseconds, or logins a second; simulated hours count as such, since they stand for real ones. */
function measuredOf({ figures }: Compared, { about, figure }: Measured): Interval | null {
  const real = figures[figure] ?? null;
  const hours = figures[simulatedLatencyFigure.name];
  if (about !== "latency" || real !== null || !hours) return real;
  const { median, min, max, rounds } = hours;
  return { median: median * hourMs, min: min * hourMs, max: max * hourMs, rounds };
}

const isSimulated = ({ figures }: Compared, { about, figure }: Measured): boolean =>
  about === "latency" && !figures[figure];

/** `a` is measured as better than `b`, and the handbooks say the other way round. */
function disagree(a: Compared, b: Compared, column: Measured) {
  const { about, better } = column;
  const [mine, other] = [measuredOf(a, column), measuredOf(b, column)];
  if (a.handbook === null || b.handbook === null || !mine || !other) return false;
  const order = handbookLevels.indexOf(a.handbook[about]) -
    handbookLevels.indexOf(b.handbook[about]);
  const saidWorse = better === "lower" ? order > 0 : order < 0;
  return saidWorse && isApart(mine, other, better);
}
