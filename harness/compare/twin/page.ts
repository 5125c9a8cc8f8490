/** The page of a twin diff. */
import { duration, many, mebibytes } from "../../report/words/amounts.ts";
import { figures } from "../figures.ts";
import { footOf } from "../foot.ts";
import type { Page, Section } from "../page.ts";
import { laneRows, mostLaneColumns } from "../paths/lane_rows.ts";
import type { Strike } from "../paths/struck.ts";
import type { Side, TwinDiff } from "./result.ts";
import { accusations } from "./sides.ts";

export const pageOf = (diff: TwinDiff): Page => ({
  title: `${diff.twin.variant} beside ${soundOf(diff)}`,
  headline: headlineOf(diff),
  sections: [
    howTheyDiffer(diff),
    verdicts(diff),
    whatBothGot(diff),
    ...operation(diff),
    ...limit(diff),
    ...costs(diff),
    ...code(diff),
  ],
  foot: footOf(diff),
});

const soundOf = ({ sound }: TwinDiff): string => sound[0].variant;
const nothing = "–";

function headlineOf(diff: TwinDiff): string {
  const { lab, broker, twin, breaks, verdict, leftOut } = diff;
  const names = `${lab}/${twin.variant}${broker === null ? "" : ` over ${broker}`}`;
  const sound = `${lab}/${soundOf(diff)}`;
  switch (verdict) {
    case "shown":
      return `${names} broke ${breaks}, and ${sound} kept it under the same plan` +
        `${leftOut.length === 0 ? "" : ", but for what is left out below"}, twice`;
    case "broken":
      return `${sound} broke a promise: that is a finding about the sound variant, or about this machine`;
    case "unknown":
      return twin.promise === "broken"
        ? `${names} broke ${breaks}; whether ${sound} keeps it stayed undecided here`
        : `${names} did not break ${breaks} in this run; try again, or another --seed`;
  }
}

function howTheyDiffer({ twin, sound: [{ variant }], summaries, settings }: TwinDiff): Section {
  const value = (text: string | null) => text ?? "the usual";
  const groups = Map.groupBy(settings, ({ role: _, ...setting }) => JSON.stringify(setting));
  return {
    title: "the two variants",
    notes: [
      `${twin.variant}: ${summaries.twin}`,
      `${variant}: ${summaries.sound}`,
      ...[...groups.values()].map((all) => {
        const [{ name, twin, sound }] = all;
        const roles = all.map(({ role }) => role).join(", ");
        return `They differ in the setting ${name} of ${roles}: ${value(twin)}, not ${
          value(sound)
        }`;
      }),
    ],
  };
}

function verdicts({ twin, sound, breaks, promise }: TwinDiff): Section {
  return {
    title: "what the databases say",
    heads: ["variant", "verdict", breaks, "run"],
    rows: [twin, ...sound].map(({ variant, verdict, broken, promise, run }) => [
      variant,
      broken.length === 0 ? verdict : `broken: ${broken.join(", ")}`,
      promise ?? nothing,
      { text: run, run },
    ]),
    notes: [
      `The promise ${breaks}: ${promise}`,
      ...[twin, sound[0]].map(({ variant, why }) => `${variant}: ${why}`),
      ...sound.filter(({ dropped, broken }) => dropped > 0 || broken.length > 0).map((side) =>
        overloaded(side, breaks)
      ),
      "The report of a run: asynclab report RUN",
    ],
  };
}

/** Why a run of the sound variant decides nothing; for a real accusation, says that it is one. */
function overloaded(side: Side, breaks: string): string {
  const { run, broken, dropped } = side;
  const accused = accusations(side, breaks);
  if (accused.length > 0) return `${run} broke ${accused.join(", ")}, which the variant promises`;
  const what = [
    ...(dropped === 0 ? [] : [`could not be sent ${many(dropped, "operation")}`]),
    ...(broken.length === 0 ? [] : [`broke ${broken.join(", ")}`]),
  ];
  return `${run} ${
    what.join(" and ")
  }: the load is made for the twin, and may be too much for this ` +
    "machine now; try again when it has less to do";
}

function whatBothGot({ worstCase, load, seed, leftOut, sound: [{ variant }] }: TwinDiff): Section {
  const { rate, durationMs, users } = load;
  return {
    title: "both got the same",
    notes: [
      `the worst case of the twin: ${worstCase}`,
      `${rate} operations a second of ${many(users, "user")} for ${
        duration(durationMs)
      }, seed ${seed}`,
      ...leftOut.map((text) => `left out for ${variant}: ${text}`),
    ],
  };
}

const strikeWords: Readonly<Record<Strike, string>> = {
  hold: "the one that was held",
  crash: "the one at which the process was killed",
  fail: "the one that was made to fail",
};

function operation({ operation, noOperation, twin, sound: [{ variant }] }: TwinDiff): Section[] {
  if (operation === null) {
    return noOperation === null ? [] : [{ title: "one operation", notes: [noOperation] }];
  }
  const { op, did, struck: strike, paths, lanes, marked, mistake } = operation;
  const [struck, spared] = marked.twin ? [twin.variant, variant] : [variant, twin.variant];
  return [{
    title: `operation ${op}: ${twin.variant} ${did.twin}, ${variant} ${did.sound} ` +
      `(${strike === null ? "the first one by commit" : strikeWords[strike]})`,
    heads: [`twin: ${twin.variant}`, `sound: ${variant}`],
    rows: laneRows(lanes),
    mostColumns: mostLaneColumns,
    notes: [
      ...(mistake === null ? [] : [`The mistake: ${mistake}.`]),
      "Each lane has its own clock, from the sending of the operation; equal events stand side by side",
      `${twin.variant}: ${paths.twin}`,
      `${variant}: ${paths.sound}`,
      ...(marked.twin === marked.sound ? [] : [
        `The fault marked this operation in the run of ${struck}, and others in that of ${spared}`,
      ]),
      `Read more: asynclab explain ${twin.run} ${op}`,
    ],
  }];
}

function limit({ limit, twin, sound: [{ variant }] }: TwinDiff): Section[] {
  if (limit === null) return [];
  const text = limit.unit === "bytes" ? mebibytes : duration;
  const sampled = (name: string, sample: typeof limit.twin) =>
    sample === null
      ? `${name}: no sample past the limit`
      : `${name}: ${sample.what}, ${text(sample.value)} at ${duration(sample.atMs)}`;
  return [{
    title: `the first sample past the limit of ${text(limit.limit)}`,
    notes: [sampled(twin.variant, limit.twin), sampled(variant, limit.sound)],
  }];
}

function costs({ costs, twin, sound }: TwinDiff): Section[] {
  if (costs.length === 0) return [];
  return [{
    title: "what the cure costs",
    heads: ["", ...[twin, ...sound].map(({ variant }) => variant)],
    rows: costs.map(({ name, twin, sound }) => {
      const figure = figures.find((one) => one.name === name)!;
      return [figure.title, ...[twin, ...sound].map(amount)];
    }),
    notes: ["Roles that wait ask too, and they wait more or less in each run: a hint"],
  }];
}

const amount = (value: number | null): string =>
  value === null ? nothing : value.toLocaleString("en", { maximumFractionDigits: 1 });

function code({ code: { twin, sound }, sound: [{ variant }] }: TwinDiff): Section[] {
  const numbered = ({ line, lines }: typeof twin) =>
    lines.map((text, i) => `${String(line + i).padStart(4)}  ${text}`.trimEnd());
  return [
    {
      title: `the code of the mistake, ${twin.place}`,
      code: numbered(twin),
      notes: sound === null ? [`${variant} runs the same code by its other branch`] : [],
    },
    ...(sound === null ? [] : [{
      title: `the sound code in its place, ${sound.place}`,
      code: numbered(sound),
      notes: [],
    }]),
  ];
}
