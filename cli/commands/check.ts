import type { Command } from "commander";
import { join } from "node:path";
import process from "node:process";
import { exitCode } from "../../harness/errors.ts";
import { editionsOf, type Lab, placeOf } from "../../harness/lab.ts";
import { type Case, type CaseResult, type Matrix, nameOf } from "../../harness/matrix/result.ts";
import { casesOf, type MatrixRequest } from "../../harness/matrix/cases.ts";
import { check as checkCases, type Planned } from "../../harness/matrix/engine.ts";
import { chooseRuntime } from "../../harness/runtime/mod.ts";
import { labs } from "../../labs/mod.ts";
import { makeRunDir, newRunId, root, writing } from "../folder.ts";
import { untilInterrupted } from "../interrupt.ts";
import { makePlan } from "../make_plan.ts";
import { whole } from "../words.ts";

export function check(program: Command): void {
  program.command("check")
    .argument("[lab...]", "")
    .option("--matrix <name>", "", "quick")
    .option("--faults <names>")
    .option("--broker <names>")
    .option("--runtime <name>", "", "local")
    .option("--lanes <n>", "", whole("--lanes", 1, 64), 2)
    .option("--seeds <n>", "", whole("--seeds", 1, 1000), 1)
    .option("--first-seed <n>", "", whole("--first-seed", 0, 1000), 1)
    .option("--repeat <n>", "", whole("--repeat", 1, 1000), 1)
    .action(async (words: string[], options) => {
      const request: MatrixRequest = {
        matrix: options.matrix as Matrix,
        targets: (words.length ? words : labs.map(({ name }) => name)).map((word) => {
          const [name, variant = null] = word.split("/");
          return { lab: labs.find((lab) => lab.name === name)!, variant };
        }),
        faults: options.faults?.split(",") ?? null,
        brokers: options.broker?.split(",") ?? null,
        seeds: options.seeds,
        firstSeed: options.firstSeed,
        isForeign: false,
      };
      const cases = casesOf(request);
      using interrupt = untilInterrupted();
      const runtime = await chooseRuntime(options.runtime);
      const plan = (one: Case, seed: number): Planned => {
        const lab = labs.flatMap(editionsOf).find((lab: Lab) =>
          lab.name === one.lab && (lab.broker ?? null) === one.broker
        )!;
        const run = newRunId(placeOf(lab), one.variant);
        const chaos = one.chaos === "worst-case" ? "telling" : one.chaos;
        return {
          lab,
          plan: makePlan(run, lab, one.variant, { chaos, seed, brief: true, inFlight: 2000 }),
        };
      };
      const logsDir = join(root, "check-logs");
      await writing(() => Deno.mkdir(logsDir, { recursive: true }));
      const results: CaseResult[] = [];
      const began = performance.now();
      await checkCases({
        check: `check-${crypto.randomUUID().slice(0, 8)}`,
        cases,
        plan,
        runtime,
        lanes: options.lanes,
        repeat: options.repeat,
        folder: async (plan) => {
          const dir = await makeRunDir(plan.run);
          await Deno.writeTextFile(join(dir, "run.json"), JSON.stringify(plan));
          return dir;
        },
        logsDir,
        say: (line) => process.stderr.write(line + "\n"),
        onBegin: () => {},
        onEnd: (_lane, result) => {
          results.push(result);
          const p = result.phasesMs;
          console.log(
            `${((performance.now() - began) / 1000).toFixed(1)} ${
              result.right ? "right" : "WRONG"
            } ${result.verdict} ${
              nameOf(result)
            } wall ${result.wallMs} attempts ${result.attempts.length} ${JSON.stringify(p)} ${
              result.why ?? ""
            }`,
          );
        },
        signal: interrupt.signal,
        enough: new AbortController().signal,
      });
      const walls = results.map(({ wallMs }) => wallMs).sort((a, b) => a - b);
      console.log(
        `${results.length} of ${cases.length} in ${
          ((performance.now() - began) / 1000).toFixed(1)
        } s, median ${walls[walls.length >> 1]}`,
      );
      Deno.exitCode = exitCode.kept;
    });
}
