/** The table of styles, from the committed result of `asynclab compare`, in two languages. */
import { join } from "node:path";
import {
  type ComparedStyle,
  type CompareResult,
  comparisonSchema,
} from "../harness/compare/result.ts";
import { hoursText } from "../harness/compare/business_hours.ts";
import {
  latencyFigure,
  simulatedLatencyFigure,
  throughputFigure,
} from "../harness/compare/figures.ts";
import { duration } from "../harness/report/words/amounts.ts";
import { type CompareWords, english, korean } from "./pages_compare_words.ts";
import { table } from "./pages_table.ts";

const root = join(import.meta.dirname!, "..");
export const comparisonFile = "docs/compare.json";

/** The command that writes it, from the root of the project. */
export const comparisonCommand =
  `./asynclab compare --runtime local --format json --out ${comparisonFile}`;

/** @param language `ko`, or "" for English */
export function comparedTable(language: string): string {
  return formatted(comparedText(textOf(comparisonFile), language === "ko" ? korean : english));
}

/** @param file the text of the comparison's file; null where there is none */
export function comparedText(file: string | null, words: CompareWords): string {
  if (file === null) return words.missing(comparisonCommand);
  const result = comparisonIn(file);
  const rows = result.styles.map((style) => [
    `[${style.lab}/${style.variant}](labs/${style.lab}/README.md)` +
    (style.broker === null ? "" : ` (${style.broker})`),
    verdictOf(style, words),
    pair(style, "callerCalmP50Ms", "callerCalmP99Ms", duration),
    arrival(style, words),
    throughputOf(style, words),
    handbookOf(style, words),
    takenBy(style),
    roundsOf(style, file, words),
  ]);
  return [
    words.intro(result),
    table(words.heads, rows),
    ...simulatedOf(result, words),
    disagreementsOf(result, words),
    words.foot(result),
  ].join("\n\n");
}

/** @throws Error where it is no comparison of this version */
export function comparisonIn(file: string): CompareResult {
  try {
    return comparisonSchema.parse(JSON.parse(file));
  } catch (error) {
    throw new Error(
      `${comparisonFile} is not a comparison as this version writes it: ${comparisonCommand}`,
      { cause: error },
    );
  }
}

const nothing = "–";

function verdictOf({ verdict, rounds }: ComparedStyle, words: CompareWords): string {
  if (verdict !== "broken") return words.verdicts[verdict ?? "notApplicable"];
  const broken = new Set(rounds.flatMap(({ broken }) => broken));
  return `**${[...broken].join(", ")} ${words.verdicts.broken}**`;
}

function takenBy({ takes, figures }: ComparedStyle): string {
  const { processes, servers, roleLines } = takes;
  return [processes, servers.length, figures.tables?.max ?? nothing, roleLines].join(", ");
}

/** The medians of p50 and p99. */
function pair(
  { figures }: ComparedStyle,
  p50: string,
  p99: string,
  text: (value: number) => string,
): string {
  const [a, b] = [figures[p50], figures[p99]];
  return a && b ? `${text(a.median)}, ${text(b.median)}` : nothing;
}

function arrival(style: ComparedStyle, words: CompareWords): string {
  const { name } = simulatedLatencyFigure;
  if (style.figures[name] === null) {
    return pair(style, latencyFigure.name, "endToEndP99Ms", duration);
  }
  return `${pair(style, name, "businessP99Hours", hoursText)} (${words.simulated})`;
}

function throughputOf({ figures, rounds }: ComparedStyle, words: CompareWords): string {
  const one = figures[throughputFigure.name];
  if (!one) return nothing;
  const count = Math.round(one.median).toLocaleString("en");
  return rounds.some(({ byDates }) => byDates) ? words.rows(count) : `${count}/s`;
}

const handbookOf = ({ handbook }: ComparedStyle, { levels }: CompareWords): string =>
  handbook === null ? nothing : `${levels[handbook.latency]}, ${levels[handbook.throughput]}`;

/** A link to the line of the file at which the style begins: its runs stand there, with their seeds. */
function roundsOf({ name, rounds }: ComparedStyle, file: string, words: CompareWords): string {
  const line = file.split("\n").findIndex((line) =>
    line.includes(`"name": ${JSON.stringify(name)}`)
  );
  return `[${words.rounds(rounds.length)}](${comparisonFile}#L${line + 1})`;
}

function simulatedOf({ styles }: CompareResult, words: CompareWords): string[] {
  const names = styles.filter(({ rounds }) => rounds.some(({ byDates }) => byDates))
    .map(({ name }) => name);
  return names.length === 0 ? [] : [words.simulatedNote(names.join(", "))];
}

/** A line for each style that is measured as better than others, and the others. */
function disagreementsOf({ disagreements }: CompareResult, words: CompareWords): string {
  if (disagreements.length === 0) return words.noDisagreement;
  const groups = Map.groupBy(disagreements, ({ about, styles: [better] }) => `${about} ${better}`);
  const lines = [...groups.values()].map((same) => {
    const [{ about, styles: [better] }] = same;
    const others = same.map(({ styles: [, worse] }) => worse).join(", ");
    return `- ${words.disagreement(words.columns[about] ?? about, better, others)}`;
  });
  return [words.disagreements, "", ...lines].join("\n");
}

function textOf(path: string): string | null {
  try {
    return Deno.readTextFileSync(join(root, path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** As `deno fmt` writes it: its line breaks, and its width of Korean letters. */
function formatted(markdown: string): string {
  const file = Deno.makeTempFileSync({ suffix: ".md" });
  try {
    Deno.writeTextFileSync(file, `${markdown}\n`);
    const config = join(root, "deno.json");
    const args = ["fmt", "--quiet", "--config", config, file];
    const { success, stderr } = new Deno.Command(Deno.execPath(), { args }).outputSync();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    return Deno.readTextFileSync(file).trimEnd();
  } finally {
    Deno.removeSync(file);
  }
}
