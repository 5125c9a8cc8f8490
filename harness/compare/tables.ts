/** The page of a comparison of styles: tables of cells. */
import { type ComparedStyle, type CompareResult } from "./result.ts";
import { hoursText } from "./business_hours.ts";
import { duration } from "../report/words/amounts.ts";
import { type Figure, figures, latencyFigure, simulatedLatencyFigure } from "./figures.ts";
import { measuredColumns } from "./disagreements.ts";
import { footOf } from "./foot.ts";
import { type Cell, type Page, type Section } from "./page.ts";

/** A cell without a value. */
const nothing = "–";

export const pageOf = (result: CompareResult): Page => ({
  title: `${result.styles.length} styles compared`,
  headline: headlineOf(result),
  sections: [
    verdicts(result),
    times(result),
    takes(result),
    ...handbook(result),
    ...situations(result),
  ],
  foot: footOf(result),
});

const isNotRun = ({ notApplicable }: ComparedStyle): boolean => notApplicable !== null;

function verdicts({ styles }: CompareResult): Section {
  const counts = figures.filter(({ group }) => group === "operations");
  return {
    title: "what became of the operations",
    heads: ["style", "verdict", ...counts.map(({ title }) => title), "run"],
    rows: styles.map((style) => [
      style.name,
      verdictOf(style),
      ...counts.map((figure) => cellOf(style, figure)),
      runCell(decidingRun(style)),
    ]),
    notes: [
      ...styles.flatMap(({ name, notApplicable }) =>
        notApplicable === null ? [] : [`${name}: not applicable, ${notApplicable}.`]
      ),
      ...styles.flatMap(({ name, rounds }) =>
        rounds.flatMap(({ run, why }) => why === null ? [] : [`${name}, run ${run}: ${why}`])
      ),
    ],
  };
}

function verdictOf(style: ComparedStyle): string {
  if (isNotRun(style)) return "not applicable";
  const broken = new Set(style.rounds.flatMap(({ broken }) => broken));
  return broken.size === 0 ? style.verdict! : `broken: ${[...broken].join(", ")}`;
}

/** The run that stands behind the verdict: the first of its rounds with that verdict. */
const decidingRun = ({ rounds, verdict }: ComparedStyle) =>
  rounds.find((round) => round.verdict === verdict) ?? rounds[0];

function times({ styles, rounds }: CompareResult): Section {
  const columns = figures.filter(({ group, unit, name }) =>
    group === "times" &&
    (unit !== "business hours" || styles.some(({ figures }) => figures[name] !== null))
  );
  return {
    title: `how long it took (median of ${rounds} round${rounds === 1 ? "" : "s"})`,
    heads: ["style", ...columns.map(({ title }) => title)],
    rows: styles.map((style) => [style.name, ...columns.map((figure) => cellOf(style, figure))]),
    notes: [
      ...styles.filter(({ rounds }) => rounds.some(({ byDates }) => byDates)).map(({ name }) =>
        `${name} works by business dates, and its nights take seconds here. So its latency is ` +
        "simulated: hours of the business clock from a row's commit to its load. End to end and " +
        "recovery are left out. Its throughput is rows a second, from the schedule to the load."
      ),
      ...styles.flatMap(({ name, rounds }) => {
        const by = new Set(rounds.flatMap(({ knee }) => knee?.limit ?? []));
        return by.size === 0 ? [] : [`${name} was limited by ${[...by].join("; ")}.`];
      }),
    ],
  };
}

/** `/s` of logins; of a chain by dates it is rows. */
const perSecond = ({ rounds }: ComparedStyle): string =>
  rounds.some(({ byDates }) => byDates) ? " rows/s" : "/s";

const runCell = (round: ComparedStyle["rounds"][number] | undefined): Cell =>
  round === undefined ? nothing : { text: round.run, run: round.run };

/** It leads to the run whose value is nearest to the median. */
function cellOf(style: ComparedStyle, figure: Figure): Cell {
  const { name } = figure;
  const one = style.figures[name];
  if (!one) return nothing;
  const distance = (value: number | null) =>
    value === null ? Infinity : Math.abs(value - one.median);
  const [{ run }] = style.rounds.toSorted((a, b) =>
    distance(a.figures[name]) - distance(b.figures[name])
  );
  return { text: textOf(style, figure, one), run };
}

type Interval = NonNullable<ComparedStyle["figures"][string]>;

function textOf(style: ComparedStyle, { unit }: Figure, one: Interval): string {
  switch (unit) {
    case "ms":
      return duration(one.median);
    case "business hours":
      return hoursText(one.median);
    case "operations":
      return countText(one);
    case "a second":
      return `${Math.round(one.median).toLocaleString("en")}${perSecond(style)}`;
    case "tables":
      return countText(one);
    case "an operation":
      return one.median.toLocaleString("en", { maximumFractionDigits: one.median < 100 ? 1 : 0 });
  }
}

/** A count that is not the same in every round: `0 to 3`. */
const countText = ({ min, max }: { readonly min: number; readonly max: number }): string =>
  min === max ? String(min) : `${min} to ${max}`;

function takes({ styles }: CompareResult): Section {
  const counted = figures.filter(({ group }) => group === "takes");
  return {
    title: "what it takes",
    heads: [
      ...["style", "processes", "servers", "lines of its roles"],
      ...counted.map(({ title }) => title),
    ],
    rows: styles.map((style) => [
      style.name,
      String(style.takes.processes),
      style.takes.servers.join(", "),
      String(style.takes.roleLines),
      ...counted.map((figure) => cellOf(style, figure)),
    ]),
    notes: ["Queries and bytes are those on the links between its roles and PostgreSQL."],
  };
}

/** The handbooks' words beside figure and rank. */
function handbook(result: CompareResult): Section[] {
  const known = result.styles.filter(({ handbook }) => handbook !== null);
  if (known.length === 0) return [];
  return [{
    title: "what handbooks say, beside what was measured",
    heads: ["style", "throughput", "latency", "complexity", "stability"],
    rows: known.map((style) => [
      style.name,
      measured(style, "throughput"),
      measured(style, "latency"),
      style.handbook!.complexity,
      style.handbook!.stability,
    ]),
    notes: result.disagreements.length === 0
      ? ["No pair of styles is measured in another order than the handbooks' in every round."]
      : result.disagreements.map(disagreementText),
  }];
}

function disagreementText(
  { about, styles: [better, worse], simulated }: CompareResult["disagreements"][number],
): string {
  const remark = simulated.length === 0 ? "" : ` (simulated: ${simulated.join(", ")})`;
  return `Handbooks disagree on ${about}: ${better} is better than ${worse} in every round${remark}.`;
}

function measured(style: ComparedStyle, about: "throughput" | "latency"): string {
  const word = style.handbook![about];
  const column = measuredColumns.find((one) => one.about === about)!;
  const one = style.figures[column.figure];
  const hours = style.figures[simulatedLatencyFigure.name];
  if (column.figure === latencyFigure.name && !one && hours) {
    return `${word}; ${hoursText(hours.min)} to ${hoursText(hours.max)}, simulated`;
  }
  if (!one) return word;
  const { min, max, rank } = one;
  const text = about === "latency" ? duration : (rate: number) => rate.toLocaleString("en");
  const unit = about === "latency" ? "" : perSecond(style);
  return `${word}; ${text(min)} to ${text(max)}${unit}, rank ${rank}`;
}

function situations({ styles }: CompareResult): Section[] {
  const known = styles.filter(({ handbook }) => handbook !== null);
  if (known.length === 0) return [];
  return [{
    title: "situations: advice of handbooks, not measured",
    heads: ["situation", "style handbooks advise"],
    rows: known.map(({ lab, handbook }) => [handbook!.situation, lab]),
    notes: [],
  }];
}

/** The first line: which load, which disturbance. */
function headlineOf({ load, disturbance, rounds, seed }: CompareResult): string {
  const { rate, durationMs, users } = load;
  return `${rate} logins a second of ${users} users for ${duration(durationMs)}, ` +
    `${disturbanceText(disturbance)}; rounds: ${rounds}, first seed: ${seed}`;
}

function disturbanceText(disturbance: CompareResult["disturbance"]): string {
  switch (disturbance.kind) {
    case "none":
      return "nothing broken";
    case "chaos":
      return `under ${disturbance.chaos}`;
    case "outage":
      return `no byte between A and B for ${duration(disturbance.outageMs)}`;
  }
}
