/** `asynclab explain RUN [OP]`: the autopsy of one operation, as a proof in words. */
import type { Command } from "commander";
import { basename } from "node:path";
import { wrongUsage } from "../../harness/errors.ts";
import { caseOf } from "../../harness/history/case.ts";
import { known } from "../../harness/plan/known.ts";
import type { Explanation } from "../../harness/report/explain/clause.ts";
import { explain as explainCase } from "../../harness/report/explain/explain.ts";
import { explanationJson } from "../../harness/report/explain/json.ts";
import { sequenceOf } from "../../harness/report/explain/sequence.ts";
import { sequenceSvg } from "../../harness/report/explain/sequence_svg.ts";
import { sequenceLines } from "../../harness/report/explain/sequence_text.ts";
import { firstSubject, type Subject } from "../../harness/report/explain/subject.ts";
import { explanationLines } from "../../harness/report/explain/text.ts";
import { type Paint, painter } from "../../harness/report/paint.ts";
import { readResult } from "../../harness/report/read_result.ts";
import { plain } from "../../harness/report/reason.ts";
import type { Result } from "../../harness/report/result.ts";
import { visibleJson } from "../../harness/report/visible.ts";
import { findRun, runArgument } from "../find_run.ts";
import { mustBeWritable, outFile, replaceFile } from "../out_file.ts";
import { print, wantsColor } from "../print.ts";
import { once, whole } from "../words.ts";

/** The forms of an explanation, by the value of `--format`. */
const forms = {
  text: (explanation: Explanation, paint: Paint) =>
    [
      ...explanationLines(explanation, paint),
      "",
      ...sequenceLines(sequenceOf(explanation)),
    ].join("\n") + "\n",
  json: (explanation: Explanation) => `${visibleJson(explanationJson(explanation), 2)}\n`,
  svg: sequenceSvg,
} as const;

export const explanationForms = Object.keys(forms);

interface Options {
  readonly format: keyof typeof forms;
  readonly out?: string;
}

/** Adds the command; its action throws Refusal for errors that a user can correct. */
export function explain(program: Command): void {
  program.command("explain")
    .summary("say how one operation of a run came to what it came to")
    .description(
      "Explains one operation of a run as a proof in words, from the events of its history alone: " +
        "what happened to it and when, and the mistake that the order of these events shows.\n" +
        "Exit code 0: it was explained, whatever the verdict of the run.",
    )
    .argument("<run>", runArgument)
    .argument("[op]", "number of the operation (default: the first anomaly of a broken run)")
    .option(
      "--format <form>",
      `one of ${explanationForms.join(", ")}; svg: the sequence diagram`,
      (word: string) => known("form of an explanation", word, explanationForms),
      "text",
    )
    .option("--out <file>", "write it to this file (default: standard output)", once("--out"))
    .addHelpText(
      "after",
      "\nExamples:\n" +
        "  asynclab explain last\n" +
        "  asynclab explain last 41\n" +
        "  asynclab explain .asynclab/runs/RUN 41 --format svg --out op-41.svg",
    )
    .action(act);
}

async function act(word: string, number: string | undefined, { format, out }: Options) {
  const asked = number === undefined ? null : { op: opIn(word, number) };
  const file = out === undefined ? null : outFile("--out", out, `explanation.${format}`);
  const runDir = await findRun(word);
  if (file !== null) await mustBeWritable(file);
  const subject: Pick<Subject, "op"> & Partial<Subject> = asked ?? await firstAnomaly(runDir);
  const explanation = explainCase(await caseOf(runDir, subject.op), subject.wrong);
  if (explanation === null) {
    throw wrongUsage(
      `There is no operation ${subject.op} in this run; OP must be a number that its history has`,
    );
  }
  const text = forms[format](explanation, painter(file === null && wantsColor()));
  if (word === "last" && file === null && format === "text") {
    print(`run ${basename(runDir)}\n\n`);
  }
  if (file === null) print(text);
  else await replaceFile(file, text);
}

/** @throws Refusal (64) */
function opIn(word: string, number: string): number {
  if (/^\d+$/.test(word) && !/^\d+$/.test(number)) {
    throw wrongUsage(`The run comes first: say 'asynclab explain ${number} ${word}'`);
  }
  return whole("OP", 0)(number);
}

/** What broke instead, so that the reader need not open the report. */
const brokenIn = ({ promises }: Result): string =>
  promises.filter(({ verdict }) => verdict === "broken")
    .map(({ name, why }) => `${name}: ${plain(why)}`).join("; ");

async function firstAnomaly(runDir: string): Promise<Subject> {
  const result = await readResult(runDir);
  const subject = firstSubject(result);
  if (subject !== null) return subject;
  throw wrongUsage(
    result.verdict === "broken"
      ? `No broken promise of this run names an operation (${brokenIn(result)}); name one, like ` +
        `'asynclab explain ${runDir} 0'`
      : `This run is ${result.verdict}, so it has no anomaly to explain; name an operation, like ` +
        `'asynclab explain ${runDir} 0'`,
  );
}
