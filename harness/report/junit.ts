/** JUnit XML, as CI systems read it: the run is a suite, a promise a test case, undecided an error. */
import type { Report, ReportForm } from "./form.ts";
import { because, plain } from "./reason.ts";
import { nameOf, type Result } from "./result.ts";
import { withVisibleText } from "./visible.ts";
import { escaped, open } from "./xml.ts";
import { isUntested, verdictWords } from "./words/threats.ts";

export const junit: ReportForm = { name: "junit", file: null, render };

function render(report: Report): string {
  const { result, repeat } = withVisibleText({ result: report.result, repeat: report.repeat });
  const { promises, notApplicable } = result;
  const name = nameOf(result) ?? "a history";
  const of = (verdict: Result["verdict"]) =>
    promises.filter((promise) => promise.verdict === verdict).length;
  const whole = promises.length === 0 ? [undecided(result)] : [];
  const counts = {
    tests: promises.length + notApplicable.length + whole.length,
    failures: of("broken"),
    errors: of("unknown") + whole.length,
    skipped: notApplicable.length,
    time: seconds(result),
  };
  const footer = [repeat, result.run].flatMap((line, i) =>
    line === null ? [] : [i === 0 ? line : `run ${line}`]
  );
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    open("testsuites", { name: `asynclab run ${name}`, ...counts }),
    open("testsuite", { name, ...counts }),
    ...promises.flatMap((promise) => [testcase(name, promise.name), ...outcome(promise, footer)]),
    ...notApplicable.flatMap(({ name: promise, fault }) => [
      testcase(name, promise),
      `${open("skipped", { message: `not promised under ${fault}` })}</skipped>`,
      "</testcase>",
    ]),
    ...whole.flatMap((why) => [testcase(name, "verdict"), ...trouble("error", "unknown", [why])]),
    "</testsuite>",
    "</testsuites>",
  ].join("\n") + "\n";
}

const testcase = (classname: string, name: string) => open("testcase", { classname, name });

const elements = { broken: "failure", unknown: "error" } as const;

function outcome(promise: Result["promises"][number], footer: readonly string[]): string[] {
  const { verdict, why } = promise;
  if (verdict === "kept") {
    const said = isUntested(promise) ? [`<system-out>${verdictWords(promise)}</system-out>`] : [];
    return [...said, "</testcase>"];
  }
  return trouble(elements[verdict], verdict, [plain(why), ...footer]);
}

/** Some readers show the message alone, some the text alone: both begin with the reason. */
function trouble(element: "failure" | "error", type: string, lines: readonly string[]): string[] {
  const text = escaped(lines.join("\n"));
  return [`${open(element, { message: lines[0], type })}${text}</${element}>`, "</testcase>"];
}

/** Why a run without a single promise proves nothing: a green table must not hide it. */
const undecided = (result: Result): string => because(result);

/** The time that the phases of the run took. */
const seconds = ({ phasesMs }: Result): string =>
  (Object.values(phasesMs).reduce<number>((sum, ms) => sum + (ms ?? 0), 0) / 1_000).toFixed(3);
