/** The page of two runs side by side. */
import { duration, many } from "../../report/words/amounts.ts";
import { hoursText } from "../business_hours.ts";
import { type Figure, figures } from "../figures.ts";
import { countLabels, figureLabel } from "../labels.ts";
import type { Page, Section } from "../page.ts";
import { laneRows, mostLaneColumns } from "../paths/lane_rows.ts";
import type { RunsCompared } from "./result.ts";

type Side = RunsCompared["left"];

const nothing = "–";

export function pageOf(compared: RunsCompared): Page {
  const { left, right, asynclab, load, seed } = compared;
  const { rate, durationMs, users } = load;
  return {
    title: `${left.run} beside ${right.run}`,
    headline: `${left.name}, ${left.verdict}, beside ${right.name}, ${right.verdict}`,
    sections: [
      {
        title: "the runs",
        notes: [
          `left: ${left.run}`,
          `right: ${right.run}`,
          `both: ${rate} operations a second of ${many(users, "user")} for ` +
          `${duration(durationMs)}, seed ${seed}`,
        ],
      },
      promises(compared),
      numbers(compared),
      faults(compared),
      operation(compared),
      { title: "run again", notes: [`left: ${left.repeat}`, `right: ${right.repeat}`] },
    ],
    foot: `asynclab ${asynclab}; nothing was started`,
  };
}

const heads = ["", "left", "right"];

function promises({ left, right, promises }: RunsCompared): Section {
  const other = promises.filter((one) => one.left?.verdict !== one.right?.verdict);
  return {
    title: "verdicts",
    heads,
    rows: [
      ["verdict", left.verdict, right.verdict],
      ...promises.map((one) => [
        one.name,
        one.left?.verdict ?? nothing,
        one.right?.verdict ?? nothing,
      ]),
    ],
    notes: [...whys(other, "left"), ...whys(other, "right")],
  };
}

/** One note for each reason: a doubt is the reason of many promises. */
function whys(promises: RunsCompared["promises"], side: "left" | "right"): string[] {
  const known = promises.filter((one) => one[side] !== null);
  const groups = Map.groupBy(known, (one) => one[side]!.why);
  return [...groups].map(([why, all]) =>
    `${all.map(({ name }) => name).join(", ")}, ${side}: ${why}`
  );
}

function numbers(compared: RunsCompared): Section {
  const whole = (value: number) => value.toLocaleString("en", { maximumFractionDigits: 1 });
  const counts = compared.counts.map((one) => ({ ...one, label: labelOf(one.name) }));
  const measured = compared.figures.map((one) => (
    { ...one, figure: figures.find(({ name }) => name === one.name)! }
  ));
  const zero = [
    ...counts.filter((one) => !isSomewhere(one)).map(({ label }) => label),
    ...measured.filter((one) => !isSomewhere(one)).map(({ figure }) => figureLabel(figure)),
  ];
  return {
    title: "operations and figures",
    heads,
    rows: [
      ...counts.filter(isSomewhere).map(({ label, left, right }) => [
        label,
        whole(left),
        whole(right),
      ]),
      ...measured.filter(isSomewhere).map(({ figure, left, right }) => {
        const word = textIn(figure.unit, whole);
        const text = (value: number | null) => value === null ? nothing : word(value);
        return [figureLabel(figure), text(left), text(right)];
      }),
    ],
    notes: zero.length === 0 ? [] : [`0 in both: ${zero.join(", ")}`],
  };
}

interface Pair {
  readonly left: number | null;
  readonly right: number | null;
}

/** False for a row that says 0 twice. */
const isSomewhere = ({ left, right }: Pair): boolean => left !== 0 || right !== 0;

const labelOf = (count: string): string => countLabels[count as keyof typeof countLabels] ?? count;

function textIn(unit: Figure["unit"], other: (value: number) => string) {
  if (unit === "business hours") return hoursText;
  return unit === "ms" ? duration : other;
}

function faults({ left, right }: RunsCompared): Section {
  const of = (side: string, { faults }: Side) =>
    faults.length === 0 ? [[side, "none", ""]] : faults.map(({ name, target, effective, why }) => [
      side,
      `${name} on ${target}`,
      effective ? "effective" : `proves nothing: ${why}`,
    ]);
  return {
    title: "faults",
    heads: ["run", "fault", "effect"],
    rows: [...of("left", left), ...of("right", right)],
    notes: [],
  };
}

function operation({ operation, noOperation, differ }: RunsCompared): Section {
  if (operation === null) return { title: "one operation", notes: [noOperation ?? nothing] };
  const { op, paths, lanes } = operation;
  return {
    title: `operation ${op}, the first of ${many(differ, "operation")} with another path`,
    heads: ["left", "right"],
    rows: laneRows(lanes),
    mostColumns: mostLaneColumns,
    notes: [`left: ${paths.left}`, `right: ${paths.right}`],
  };
}
