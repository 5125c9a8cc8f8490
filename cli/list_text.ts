/** The texts of `asynclab list`: an overview that fits a screen; one lab, one variant or all faults in full. */
import { many } from "../harness/report/words/amounts.ts";
import { describeChoice } from "./choice_options.ts";
import type { Listing } from "./listing.ts";

type ListedLab = Listing["labs"][number];
type ListedVariant = ListedLab["variants"][number];

const columns = 100;

/** All labs with the counts of their variants, short enough for a small terminal. */
export function overview({ labs, faults }: Listing): string {
  const width = Math.max(...labs.map(({ name }) => name.length)) + 2;
  const lines = labs.flatMap((lab) => [
    ...folded(`  ${lab.name.padEnd(width)}${lab.summary}`, width + 2),
    ...folded(`  ${"".padEnd(width)}${countsOf(lab)}`, width + 2),
  ]);
  return [
    "labs:",
    ...lines,
    `faults: ${faults.length}, by what they do: ${firstOf(verbsOf(faults))}`,
    "",
    "asynclab list LAB           its variants, faults and failpoints",
    "asynclab list LAB/VARIANT   what it promises, and its worst case",
    "asynclab list faults        what each fault does",
  ].flatMap((line) => folded(line, 8)).join("\n");
}

/** More would not fit a screen. */
const mostVerbs = 20;

const firstOf = (verbs: readonly string[]): string =>
  verbs.length <= mostVerbs
    ? verbs.join(", ")
    : `${verbs.slice(0, mostVerbs).join(", ")} and ${verbs.length - mostVerbs} more`;

function countsOf({ variants, brokers }: ListedLab): string {
  const sound = variants.filter((variant) => variant.sound).length;
  const over = brokers === undefined ? "" : `; over ${brokers.join(", ")}`;
  const twins = variants.length - sound;
  return `${many(sound, "sound variant")}, ${many(twins, "broken twin")}${over}`;
}

/** `kill`, `pause`: the first words of the names, each once. */
const verbsOf = (faults: Listing["faults"]): string[] => [
  ...new Set(faults.map(({ verb }) => verb)),
];

export function labText(lab: ListedLab): string {
  const width = Math.max(...lab.variants.map(({ name }) => name.length)) + 1;
  return [
    `${lab.name}: ${lab.summary}`,
    `roles: ${lab.roles.join(", ")}`,
    ...(lab.brokers === undefined ? [] : [`brokers: ${lab.brokers.join(", ")}`]),
    ...choiceLines(lab),
    "variants:",
    ...lab.variants.flatMap((variant) => {
      const head = `  ${variant.sound ? "sound " : "broken"} ${variant.name.padEnd(width)} `;
      return folded(head + withScope(lab, variant), head.length);
    }),
    `faults: ${lab.faults.join(", ")}`,
    "failpoints:",
    ...Object.entries(lab.failpoints).map(([role, points]) =>
      `  ${points.map((point) => `${role}:${point}`).join("  ")}`
    ),
  ].flatMap((line) => folded(line, 4)).join("\n");
}

function choiceLines({ choices = [] }: ListedLab): string[] {
  if (choices.length === 0) return [];
  const width = Math.max(...choices.map(({ name }) => name.length)) + 1;
  const lines = choices.map((choice) =>
    `  --${choice.name.padEnd(width)} ${describeChoice(choice)}`
  );
  return ["choices:", ...lines.flatMap((line) => folded(line, width + 5))];
}

function withScope({ brokers: all }: ListedLab, variant: ListedVariant): string {
  const { breaks, brokers, summary } = variant;
  const breaking = breaks === null ? "" : ` (breaks ${breaks})`;
  const isOnAll = brokers === undefined || brokers.length === all!.length;
  return `${summary}${breaking}${isOnAll ? "" : ` (${brokers.join(", ")})`}`;
}

export function variantText({ name: lab }: ListedLab, variant: ListedVariant): string {
  const { name, summary, breaks, promises, survives, except, haltsUnder, worstCase, choices = {} } =
    variant;
  const { withoutChoices = [] } = variant;
  const { imitates, shownAt, insteadOf } = variant;
  const excepted = Object.entries(except);
  return [
    `${lab}/${name}: ${summary}`,
    breaks === null ? "sound" : `broken on purpose: it breaks ${breaks}`,
    ...(imitates === null ? [] : [
      `imitates: ${imitates}`,
      `its mistake is in: ${shownAt}` +
      (insteadOf === null ? "" : `, in the place of ${insteadOf}`),
    ]),
    `promises: ${promises.join(", ")}`,
    ...(breaks === null ? [`survives: ${survives.join(", ")}`] : []),
    ...excepted.map(([promise, faults]) =>
      `${promise} is not promised under: ${faults.join(", ")}`
    ),
    ...(haltsUnder.length === 0 ? [] : [`may halt under: ${haltsUnder.join(", ")}`]),
    ...Object.entries(choices).map(([choice, words]) =>
      `only with --${choice} ${words.join(", ")}`
    ),
    ...(withoutChoices.length === 0
      ? []
      : [`without ${withoutChoices.map((choice) => `--${choice}`).join(", ")}`]),
    `worst case: ${worstCase}`,
    "",
    `asynclab run ${lab}/${name} --chaos worst-case`,
    ...(imitates === null ? [] : [`asynclab compare ${lab}/${name}`]),
  ].flatMap((line) => folded(line, 4)).join("\n");
}

export function faultsText(faults: Listing["faults"]): string {
  const width = Math.max(...faults.map(({ name }) => name.length)) + 1;
  return faults.flatMap(({ name, summary, aliases }) => {
    const also = aliases.length === 0 ? "" : ` (also: ${aliases.join(", ")})`;
    return folded(`${name.padEnd(width)} ${summary}${also}`, width + 1);
  }).join("\n");
}

/** Lines of a terminal's width, broken between words. */
function folded(line: string, indent: number): string[] {
  if (line.length <= columns) return [line];
  const cut = line.lastIndexOf(" ", columns);
  if (cut <= indent) return [line];
  return [line.slice(0, cut).trimEnd(), ...folded("".padEnd(indent) + line.slice(cut + 1), indent)];
}
