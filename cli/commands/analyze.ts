/** `asynclab analyze PATH`: judges an existing history from any source. */
import type { Command } from "commander";
import { join } from "node:path";
import { z } from "zod";
import { judge } from "../../harness/check/judge.ts";
import type { Checker } from "../../harness/check/checker.ts";
import { faultCalled, faultsIn } from "../../harness/faults/catalogue.ts";
import { claimsOf, haltsUnderOf } from "../../harness/plan/claims.ts";
import { checkers, defaultPromises, promiseNames } from "../../harness/check/mod.ts";
import type { Hop } from "../../harness/contract/hop.ts";
import { wrongUsage } from "../../harness/errors.ts";
import { type Facts, readHistory } from "../../harness/history/read.ts";
import { openHistory } from "../../harness/history/sources.ts";
import { storyOf } from "../../harness/history/story.ts";
import { type Claim, editionsOf } from "../../harness/contract/lab.ts";
import { type About, aboutNothing, toResult } from "../../harness/report/result.ts";
import { labs } from "../../labs/mod.ts";
import { openPage } from "../page_history.ts";
import { print, wantsColor } from "../print.ts";
import { known } from "../../harness/plan/known.ts";
import { verdictCode } from "../verdict_code.ts";
import { bytes, duration } from "../words.ts";
import { reportOf } from "../../harness/report/form.ts";
import { withAnswers } from "../../harness/report/monitor_answers.ts";
import { reportForm } from "../../harness/report/mod.ts";
import { storySubjects } from "../../harness/report/story_text.ts";

interface Options {
  readonly promises?: string;
  readonly json?: true;
}

/** Adds the command; its action sets the exit code, and throws Refusal for errors that a user can correct. */
export function analyze(program: Command): void {
  program.command("analyze")
    .summary("judge an existing history")
    .description(
      "Judges a history from any source. A file of JSON lines, or a folder of such files, is judged " +
        "by the five promises that need no limit; a run's folder by the promises of its variant.\n" +
        "The page of a run carries its history: of at most 20,000 operations whole, else in part.\n" +
        "Exit code 0: every promise kept, 1: one broken, 2: undecided.",
    )
    .argument("<path>", "a .jsonl file, a folder of them, or the report.html of a run")
    .option("--promises <names>", `only these (default: ${defaultPromises.join(",")})`)
    .option("--json", "print only the result, as JSON")
    .addHelpText(
      "after",
      `\nPromises:\n${promiseLines()}\n` +
        "\nExamples:\n" +
        "  asynclab analyze history.jsonl\n" +
        "  asynclab analyze .asynclab/runs/<id>\n" +
        "  asynclab analyze report.html\n" +
        "  asynclab analyze mine.jsonl --promises no-loss,order-per-key --json\n" +
        "  asynclab analyze mine.jsonl --promises caller-survives,bounded-wait=1s",
    )
    .action((path: string, options: Options) => act(path, options));
}

async function act(path: string, { promises, json }: Options): Promise<void> {
  await using page = await openPage(path);
  await judgePath(page?.runDir ?? path, page?.isPart ?? false, { promises, json });
}

async function judgePath(
  path: string,
  isPart: boolean,
  { promises, json }: Options,
): Promise<void> {
  const own = promises === undefined ? await ownRun(path) : null;
  const claims = own?.claims ?? claimsIn(promises);
  await using history = await openHistory(path);
  const facts = withProperNames(await readHistory(history), own);
  const { minimumOperations = 1, haltsUnder = [], hops } = own ?? {};
  const judgement = judge(facts, { claims, hops, minimumOperations, haltsUnder, isPart });
  const bare = toResult(judgement, own?.about ?? aboutNothing);
  const stories = await storyOf(history, storySubjects(bare));
  const result = withAnswers(bare, facts, stories);
  if (json === true) {
    print(reportForm("json").render(reportOf(result)));
  } else {
    print(reportForm("text").render(reportOf(result, stories), { color: wantsColor() }));
  }
  Deno.exitCode = verdictCode[result.verdict];
}

/** Replaces old names of faults: runs of version 0.1 recorded names that are aliases today. */
const withProperNames = (facts: Facts, own: OwnRun | null): Facts => ({
  ...facts,
  faults: facts.faults.map((fault) => ({
    ...fault,
    name: own?.properName(fault.name) ?? fault.name,
  })),
});

interface OwnRun {
  /** The present name of a fault, given this or any older name. */
  readonly properName: (fault: string) => string;
  readonly claims: readonly Claim[];
  readonly minimumOperations: number;
  readonly hops: readonly Hop[];
  readonly haltsUnder?: readonly string[];
  readonly about: About;
}

/** Reads the promises of an asynclab run from the plan in its folder; null for any other path. */
async function ownRun(path: string): Promise<OwnRun | null> {
  const text = await Deno.readTextFile(join(path, "run.json")).catch(() => null);
  if (text === null) return null;
  const plan = planShape.safeParse(tryJson(text)).data;
  const lab = labs.flatMap(editionsOf).find(({ name, broker }) =>
    name === plan?.lab && broker === plan?.broker
  );
  const variant = lab?.variants[plan?.variant ?? ""];
  if (plan === undefined || lab === undefined || variant === undefined) return null;
  const about = {
    ...aboutNothing,
    ...plan,
    broker: plan.broker ?? null,
    breaks: variant.breaks?.name ?? null,
  };
  return {
    claims: claimsOf(lab, plan.variant),
    minimumOperations: lab.minimumOperations,
    hops: lab.hops,
    haltsUnder: haltsUnderOf(lab, plan.variant),
    properName: (fault) => faultCalled(faultsIn(lab, plan.variant), fault)?.name ?? fault,
    about,
  };
}

const planShape = z.object({
  run: z.string(),
  lab: z.string(),
  broker: z.string().optional(),
  variant: z.string(),
  seed: z.number(),
  runtime: z.string(),
});

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** How a limit is written, by its unit. */
const limits = {
  milliseconds: { read: duration, example: "1s" },
  bytes: { read: bytes, example: "128MiB" },
} as const;

/** The form that `--promises` takes: `no-loss`, `bounded-wait=1s`. */
function spelling({ name, limit }: Checker): string {
  return limit === undefined ? name : `${name}=${limits[limit].example}`;
}

function promiseLines(): string {
  const width = Math.max(...checkers.map((checker) => spelling(checker).length));
  return checkers.map((checker) => `  ${spelling(checker).padEnd(width)}  ${checker.summary}`)
    .join("\n");
}

function claimsIn(list: string | undefined): Claim[] {
  const words = list === undefined
    ? defaultPromises
    : list.split(",").map((word) => word.trim()).filter((word) => word !== "");
  if (words.length === 0) {
    throw wrongUsage(`--promises names no promise; it must be one of ${promiseNames.join(", ")}`);
  }
  const claims = new Map<string, Claim>();
  for (const claim of words.map(claimOf)) {
    const before = claims.get(claim.name) ?? claim;
    if (before.limit !== claim.limit) {
      throw wrongUsage(`--promises gives ${claim.name} two limits; leave one of them out`);
    }
    claims.set(claim.name, claim);
  }
  return [...claims.values()];
}

function claimOf(word: string): Claim {
  const [name, ...rest] = word.split("=");
  known("promise", name, promiseNames);
  const checker = checkers.find((checker) => checker.name === name)!;
  if (checker.limit === undefined) {
    if (rest.length > 0) {
      throw wrongUsage(`--promises cannot be '${word}'; it must be ${name}, without a limit`);
    }
    return { name, under: "any" };
  }
  if (rest.length === 0) {
    throw wrongUsage(`--promises ${name} needs a limit, like ${spelling(checker)}`);
  }
  const limit = limits[checker.limit].read(`--promises ${name}`)(rest.join("="));
  return { name, under: "any", limit };
}
