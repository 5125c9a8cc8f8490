/**
 * The long proof, `./denow task soak`: sound variants under every fault they promise to survive,
 * broken twins under what is telling, over many seeds. A sound variant that is accused, a twin that
 * is not caught and a verdict that could not be told are each a line of the summary, and exit 1.
 *
 *   ./denow task soak [--first-seed 1] [--seeds 10] [--other-seeds 3] [--runtime local]
 *     [--labs sync,thread] [--brokers kafka,rabbitmq] [--only sound|twins|VARIANT,…] [--faults a,b]
 *     [--messages 1000] [--rate 200] [--log FILE] [--part 1/2]
 *
 * Its lines are added to the log; a run that is called right there already is not made again. Two
 * at once, each in a folder of its own, share the work: `--part 1/2` and `--part 2/2`.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { labs } from "../labs/mod.ts";
import { editionsOf, type Lab } from "../harness/lab.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "10" },
    "other-seeds": { type: "string", default: "3" },
    runtime: { type: "string", default: "local" },
    labs: { type: "string", default: labs.map(({ name }) => name).join(",") },
    only: { type: "string", default: "all" },
    faults: { type: "string" },
    messages: { type: "string", default: "1000" },
    rate: { type: "string", default: "200" },
    brokers: { type: "string" },
    "first-seed": { type: "string", default: "1" },
    log: { type: "string" },
    part: { type: "string", default: "1/1" },
  },
});
const main = join(import.meta.dirname!, "main.ts");
const config = join(import.meta.dirname!, "../deno.json");

interface Trial {
  target: string;
  broker: string[];
  chaos: string;
  seed: number;
  /** The verdict that is right. */
  expected: "kept" | "broken";
  /** For a twin: the promise that must be the broken one. */
  breaks?: string;
  /** What is telling brings a load of its own. */
  own: boolean;
}

/** One seed after the other, so that an end before the end has tried everything as often. */
function* trials(lab: Lab): Generator<Trial> {
  const last = Math.max(Number(values.seeds), Number(values["other-seeds"]));
  for (let seed = Number(values["first-seed"]); seed <= last; seed++) yield* trialsOf(lab, seed);
}

function* trialsOf(lab: Lab, seed: number): Generator<Trial> {
  const first = Object.keys(lab.variants)[0];
  for (const [name, variant] of Object.entries(lab.variants)) {
    const target = `${lab.name}/${name}`;
    const broker = lab.broker === undefined ? [] : ["--broker", lab.broker];
    const { breaks } = variant;
    const expected = breaks === undefined ? "kept" : "broken";
    const kind = breaks === undefined ? "sound" : "twins";
    const only = values.only.split(",");
    if (!["all", kind, name].some((word) => only.includes(word))) continue;
    const faults = breaks === undefined ? [...variant.survives, "telling"] : ["telling"];
    const many = breaks !== undefined || name === first;
    if (seed > Number(many ? values.seeds : values["other-seeds"])) continue;
    for (const chaos of faults) {
      if (values.faults && !values.faults.split(",").includes(chaos)) continue;
      const own = chaos === "telling" && /--(rate|messages|duration)/.test(variant.telling);
      yield { target, broker, chaos, seed, expected, breaks, own };
    }
  }
}

async function asynclab(
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const flags = ["run", "--quiet", "--frozen", "-A", "--config", config, main];
  const command = new Deno.Command(Deno.execPath(), { args: [...flags, ...args] });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Null where all is as it must be, else what is not. */
async function judge(
  { target, broker, chaos, seed, expected, breaks, own }: Trial,
): Promise<string | null> {
  const load = own ? [] : ["--messages", values.messages, "--rate", values.rate];
  const words = ["--chaos", chaos, "--seed", String(seed), ...load];
  const { code, stdout, stderr } = await asynclab("run", target, ...broker, ...words, "--json");
  if (code > 2) return `exit ${code}: ${lastWords(stderr)}`;
  const result = JSON.parse(stdout);
  const promises: { name: string; verdict: string; why: string }[] = result.promises;
  if (result.verdict !== expected) {
    const why = promises.find((promise) => promise.verdict === result.verdict)?.why;
    return `${result.verdict} (${why}); run ${result.run}`;
  }
  if (breaks && promises.find(({ name }) => name === breaks)?.verdict !== "broken") {
    return `broken, but not ${breaks}; run ${result.run}`;
  }
  return null;
}

/** The last line that is none of a stack. */
const lastWords = (stderr: string) =>
  stderr.trim().split("\n").filter((line) => !/^\s+at /.test(line)).at(-1);

const [part, parts] = values.part.split("/").map(Number);
const before = values.log === undefined
  ? []
  : (await Deno.readTextFile(values.log).catch(() => "")).split("\n");
const isRight = new Set(before.filter((line) => line.startsWith("right ")));

function tell(line: string): void {
  console.log(line);
  if (values.log !== undefined) Deno.writeTextFileSync(values.log, `${line}\n`, { append: true });
}

let wrong = 0;
let done = 0;
const tally = new Map<string, { right: number; of: number }>();
const editions = labs.flatMap(editionsOf).filter((lab) =>
  values.labs.split(",").includes(lab.name) &&
  (values.brokers?.split(",").includes(lab.broker ?? "") ?? true)
);
for (const lab of editions) {
  const broker = lab.broker === undefined ? [] : ["--broker", lab.broker];
  const up = await asynclab("up", lab.name, ...broker, "--runtime", values.runtime);
  if (up.code !== 0) {
    console.error(up.stderr);
    Deno.exit(up.code);
  }
  try {
    for (const [i, trial] of [...trials(lab)].entries()) {
      if (i % parts !== part - 1) continue;
      const name = [trial.target, ...trial.broker.slice(1), trial.chaos].join(" ");
      if (isRight.has(`right ${name} seed ${trial.seed}`)) continue;
      const complaint = await judge(trial);
      const count = tally.get(name) ?? { right: 0, of: 0 };
      tally.set(name, { right: count.right + (complaint === null ? 1 : 0), of: count.of + 1 });
      done++;
      if (complaint !== null) wrong++;
      tell(
        `${complaint === null ? "right" : "WRONG"} ${name} seed ${trial.seed}${
          complaint === null ? "" : `: ${complaint}`
        }`,
      );
    }
  } finally {
    await asynclab("down");
  }
}
for (const [name, { right, of }] of tally) {
  console.log(`${right === of ? "ok   " : "WRONG"} ${String(right).padStart(3)} of ${of}  ${name}`);
}
console.log(`${done - wrong} of ${done} runs judged as they must be`);
Deno.exit(wrong === 0 && done > 0 ? 0 : 1);
