/** JUnit XML, as CI systems read it: a lab is a suite, a case a test case, undecided an error. */
import { troublesIn } from "../evidence.ts";
import { countsOf, judgedOf, notRun } from "../outcome.ts";
import { type CaseResult, type CheckResult, nameOf, standingOf } from "../result.ts";
import type { ReportForm } from "../form.ts";
import { frequencyOf, repetitionsOf } from "./repetitions.ts";
import { withVisibleText } from "../../report/visible.ts";
import { escaped, open } from "../../report/xml.ts";
import { reasonOf, titleOf, unthreatenedIn } from "./words.ts";

export const junit: ReportForm = { name: "junit", needsFile: true, render };

function render(dirty: CheckResult): string {
  const result = withVisibleText(dirty);
  const { wallMs } = result;
  const cases = judgedOf(result.cases);
  const labs = Map.groupBy(cases, ({ lab }) => lab);
  const left = notRun(result);
  const counts = countsOf(cases);
  const untested = troublesIn(result);
  const further = (left > 0 ? 1 : 0) + untested.length;
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    open("testsuites", {
      name: `asynclab check ${titleOf(result)}`,
      tests: cases.length + further,
      failures: counts.wrong,
      errors: counts.unknown + further,
      time: seconds(wallMs),
    }),
    ...[...labs].flatMap(([lab, cases]) => suite(lab, cases)),
    ...(left > 0 ? unrun(left, result.planned) : []),
    ...(untested.length > 0 ? unthreatened(untested) : []),
    "</testsuites>",
  ].join("\n") + "\n";
}

function suite(lab: string, cases: readonly CaseResult[]): string[] {
  const counts = countsOf(cases);
  return [
    open("testsuite", {
      name: lab,
      tests: cases.length,
      failures: counts.wrong,
      errors: counts.unknown,
      time: seconds(cases.reduce((sum, { wallMs }) => sum + wallMs, 0)),
    }),
    ...cases.flatMap(testcase),
    "</testsuite>",
  ];
}

const elements = { wrong: "failure", unknown: "error" } as const;

function testcase(one: CaseResult): string[] {
  const head = open("testcase", {
    classname: one.lab,
    name: nameOf(one).slice(one.lab.length + 1),
    time: seconds(one.wallMs),
  });
  const standing = standingOf(one);
  if (standing === "right" || standing === "tried") {
    const names = unthreatenedIn(one);
    const said = names.length === 0 ? [] : [
      `<system-out>${escaped(`kept, not threatened: ${names.join(", ")}`)}</system-out>`,
    ];
    return [head, ...said, "</testcase>"];
  }
  return [head, trouble(elements[standing], one.verdict, lines(one)), "</testcase>"];
}

/** Returns the reason, the command that repeats the case, how often it broke, and its run. */
function lines(one: CaseResult): string[] {
  const repetitions = repetitionsOf(one);
  const often = repetitions !== null && repetitions.brokenSeeds.length > 0
    ? [frequencyOf(repetitions)]
    : [];
  return [reasonOf(one), one.command, ...often, `run ${one.run}`];
}

/** Some readers show the message alone, some the text alone: both begin with reason and command. */
function trouble(element: "failure" | "error", type: string, lines: readonly string[]): string {
  const [reason, command] = lines;
  const message = command === undefined ? reason : `${reason}; again: ${command}`;
  return `${open(element, { message, type })}${escaped(lines.join("\n"))}</${element}>`;
}

/** Adds an error for the cases that were not run: a green table must not hide them. */
function unrun(count: number, planned: number): string[] {
  return [
    open("testsuite", { name: "check", tests: 1, failures: 0, errors: 1, time: "0.000" }),
    open("testcase", { classname: "check", name: "all planned cases were run", time: "0.000" }),
    trouble("error", "unknown", [`${count} of ${planned} planned cases were not run`]),
    "</testcase>",
    "</testsuite>",
  ];
}

/** An error for each promise that a full matrix kept and never threatened. */
function unthreatened(clauses: readonly string[]): string[] {
  const { length } = clauses;
  return [
    open("testsuite", {
      name: "hazards",
      tests: length,
      failures: 0,
      errors: length,
      time: "0.000",
    }),
    ...clauses.flatMap((clause) => [
      open("testcase", { classname: "hazards", name: clause, time: "0.000" }),
      trouble("error", "unknown", [`kept, not threatened: ${clause}`]),
      "</testcase>",
    ]),
    "</testsuite>",
  ];
}

const seconds = (ms: number): string => (ms / 1_000).toFixed(3);
