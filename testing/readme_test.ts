/** Tests that each command line of README.md does what the page says about it, on real servers. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { which } from "../harness/host/programs.ts";
import { type Folder, folder, type Outcome } from "./asynclab.ts";
import { program } from "./foreign/program.ts";
import { load } from "./lab_steps.ts";

const root = join(import.meta.dirname!, "..");
const textOf = (path: string): string => Deno.readTextFileSync(join(root, path));
const page = textOf("README.md");

/** The asynclab commands in the shell blocks of a page, each once, without the comment behind it. */
function linesOf(text: string): string[] {
  const blocks = [...text.matchAll(/^```sh\n([^]*?)^```/gm)].map(([, block]) => block);
  const lines = blocks.join("").split("\n").filter((line) => line.startsWith("./asynclab "));
  return [...new Set(lines.map((line) => line.replace(/ +# .*$/, "")))];
}

interface Promised {
  /** The page's statements about the command, as patterns of the command's output. */
  readonly says: readonly RegExp[];
  /** The exit code that the page promises: 1 for `last-id`, which it calls broken. @default 0 */
  readonly code?: number;
  /** Words that make the run of the command shorter, or a text of the command and its substitute. */
  readonly narrowed?: string | readonly [string, string];
  /** Fails where figures of the output differ from what the page says. */
  figures?(stdout: string): void;
}

const effective = (name: string) => new RegExp(`^ +(?:faults +)?${name}\\b.*: effective`, "m");
const all = /^RIGHT {2}(\d+) right of \1 cases?$/m;

/** The commands of the page, and the page's promises. A new command of the page fails until it is here. */
const promised: Readonly<Record<string, Promised>> = {
  "./asynclab doctor": { says: [/^ok +deno /m, /^(?:ok|missing) +postgres /m, /^\w+ +kafka /m] },
  "./asynclab run outbox --chaos kill-broker": {
    says: [/^KEPT .* through kill-broker$/m, effective("kill-broker on broker"), /broker kafka /],
  },
  "./asynclab run outbox --chaos kill-broker,delay-network --times 2 --seed 7": {
    says: [/^KEPT /, / seed 7 /, effective("kill-broker on"), effective("delay-network on")],
    figures(stdout) {
      const times = (name: string) => stdout.split(new RegExp(` ${name} on `)).length - 1;
      assert.deepEqual([times("kill-broker"), times("delay-network")], [2, 2], stdout);
    },
  },
  "./asynclab run outbox --crash relay:after-send-before-mark@3": {
    says: [/^KEPT /, effective("crash on relay:after-send-before-mark"), /^ +redelivered +\d/m],
  },
  "./asynclab run outbox --chaos kill-target at relay:after-read@3": {
    says: [/^KEPT /, effective("kill-target on target")],
  },
  "./asynclab run outbox --crash relay:after-mark@op=17": {
    says: [/^KEPT /, effective("crash on relay:after-mark")],
  },
  "./asynclab run outbox/last-id --hold login:before-commit@20 until relay:after-mark": {
    code: 1,
    says: [/^BROKEN {2}no-loss: \d+ operations? lost/, effective("hold on login:before-commit")],
  },
  "./asynclab run outbox --chaos worst-case --json | jq .verdict": { says: [/^"kept"$/m] },
  "./asynclab compare outbox/last-id": {
    says: [
      /^outbox\/last-id over kafka broke no-loss, and outbox\/last-id-safe kept it .*, twice$/m,
      /^operation \d+: last-id lost it, last-id-safe delivered it \(the .*\):$/m,
      /^the code of the mistake, last_id\.ts#lastIdOutbox:$/m,
    ],
  },
  // The two runs of the sound variant in the comparison above.
  "./asynclab compare RUN RUN": {
    narrowed: ["RUN RUN", "$(ls -dt .asynclab/runs/outbox-last-id-safe-*|head -n 2)"],
    says: [/^outbox\/last-id-safe .* kept, beside outbox\/last-id-safe .* kept$/m, /^verdicts:$/m],
  },
  "./asynclab run messaging --broker rabbitmq --chaos kill-consumer": {
    says: [/^KEPT /, effective("kill-consumer on consumer"), /broker rabbitmq /],
  },
  "./asynclab run sync --chaos points-slow": {
    // The page says "PostgreSQL alone". The test ignores the caller's wait: a busy machine is slow, too.
    says: [/^KEPT /, effective("points-slow on points"), /deno \S+ source postgres [^,]*, target/],
  },
  "./asynclab run thread --chaos points-slow": {
    // The page says "The caller does not notice".
    says: [
      /^KEPT /,
      effective("points-slow on points"),
      /^ +caller-survives +kept .*none failed$/m,
    ],
  },
  "./asynclab run outbox --chaos kill-relay --role relay='java -jar mine.jar'": {
    says: [/^KEPT /, effective("kill-relay on relay")],
  },
  // `labs/check_test.ts` runs all of it. Here one shard in 27: sync, thread and polling.
  "./asynclab check": { narrowed: "--shard 2/27", says: [all] },
  // Two of its 139 cases.
  "./asynclab check outbox --matrix full --broker kafka": {
    narrowed: "--shard 1/70",
    says: [all],
  },
  // One broker of four and one fault, once and five times in one run.
  "./asynclab check outbox --role relay='java -jar mine.jar'": {
    narrowed: "--broker kafka --faults kill-relay",
    says: [all, /outbox\/status kafka kill-relay(?:,kill-relay){4} /],
  },
  // Two effective runs on one broker.
  "./asynclab check outbox/status --faults kill-broker --repeat 30": {
    narrowed: ["--repeat 30", "--repeat 2 --broker redis-streams"],
    says: [all, /0 broken in 2 effective runs: below \d+ % with 95 % confidence/],
  },
  // The table of the commands has these; `analyze` is also above its example.
  "./asynclab up outbox": { says: [/broker +kafka \S+ on 127\.0\.0\.1:\d+/, /^warm on local; /m] },
  "./asynclab up sync": { says: [/source +postgres \S+ on 127\.0\.0\.1:\d+/, /^warm on local; /m] },
  "./asynclab down": { says: [/^the servers of \w+ are down$/m] },
  "./asynclab list": { says: [/^ +outbox /m, /broken twins/, /^faults: \d+/m] },
  "./asynclab list --json": { says: [/"name": ?"outbox"/, /"last-id"/] },
  "./asynclab analyze mine.jsonl": { says: [/^KEPT {2}5 promises, 1 operation\b/] },
  "./asynclab clean": {
    says: [/^removed the leftovers of \d+ ended runs?; 'clean --runs' removes .* too$/m],
  },
  "./asynclab clean --runs": {
    says: [/^removed the leftovers of \d+ ended runs?, and their folders$/m],
  },
};

/** Servers stay warm for the runs of a lane; the two lanes run at once, each in its own folder. */
const onThePage = linesOf(page);
const starting = (...words: string[]) =>
  onThePage.filter((line) => words.some((word) => line.startsWith(`./asynclab ${word}`)));
const lanes = [
  [
    "./asynclab up outbox",
    ...starting("run outbox"),
    "./asynclab down",
    ...starting("compare"),
    ...starting("run messaging"),
    "./asynclab clean",
  ],
  [
    ...starting("doctor"),
    "./asynclab list",
    "./asynclab list --json",
    "./asynclab analyze mine.jsonl",
    "./asynclab up sync",
    ...starting("run sync", "run thread"),
    "./asynclab down",
    ...starting("check"),
    "./asynclab clean --runs",
  ],
];

Deno.test("README.md and README.ko.md have the same commands", () => {
  assert.deepEqual(linesOf(textOf("README.ko.md")), onThePage);
});

Deno.test("each command of README.md runs here, or in a test of its own", () => {
  assert.deepEqual(onThePage.filter((line) => !lanes.flat().includes(line)), []);
  assert.deepEqual(lanes.flat().filter((line) => !Object.hasOwn(promised, line)), []);
  assert.deepEqual(Object.keys(promised).filter((line) => !lanes.flat().includes(line)), []);
  const [, table] = /^## Commands\n\n([^]*?)\n\n/m.exec(page)!;
  const words = [...table.matchAll(/^\| `([a-z]+)/gm)].map(([, word]) => word);
  assert(words.length > 8);
  const run = new Set(lanes.flat().map((line) => line.split(" ")[1]));
  // The others run in tests beside their commands, `redrive` in `labs/messaging`.
  const others = ["merge", "report", "replay", "explain", "redrive", "schema", "completions"];
  assert.deepEqual(words.filter((word) => !run.has(word)), others);
});

Deno.test("each command of README.md ends as the page says", async (t) => {
  const ends = (await Promise.all(lanes.map(runLane))).flat();
  for (const { line, command, outcome: { code, stdout, stderr } } of ends) {
    await t.step(line, () => {
      const { says, figures, ...rest } = promised[line];
      const seen = `${command}\nexit code ${code}\n${stdout}\n${stderr}`;
      assert.equal(code, rest.code ?? 0, seen);
      for (const words of says) assert.match(stdout, words, seen);
      figures?.(stdout);
    });
  }
});

interface End {
  readonly line: string;
  readonly command: string;
  readonly outcome: Outcome;
}

async function runLane(lines: readonly string[]): Promise<End[]> {
  await using here = await folder();
  await Deno.symlink(join(root, "asynclab"), join(here.path, "asynclab"));
  const [, history] = /```json\n(\{"at": 0[^]*?)```/.exec(page)!;
  await Deno.writeTextFile(join(here.path, "mine.jsonl"), history);
  const mine = `#!/bin/sh\nexec ${program("relay", "position")}\n`;
  await Deno.writeTextFile(join(here.path, "mine"), mine, { mode: 0o755 });
  const ends: End[] = [];
  for (const line of lines) ends.push(await untilDecided(here, line));
  return ends;
}

/**
 * Tries an undecided command again, twice at most, as a check does. A run then has a lighter load. A
 * run with `points-slow`, where the caller waits, has the lighter load at once: while other tests run,
 * it would drop logins and be undecided.
 */
async function untilDecided(here: Folder, line: string): Promise<End> {
  for (let left = 2;; left--) {
    const isLighter = /^\.\/asynclab run /.test(line) && (left < 2 || line.includes("points-slow"));
    const command = commandOf(here, line, isLighter ? load : []);
    const outcome = await runInShell(here, command);
    const isUndecided = outcome.code === 2 || outcome.stdout === '"unknown"\n';
    if (left === 0 || !isUndecided) return { line, command, outcome };
  }
}

/**
 * The line with the words that a test needs. Another test may start a Docker engine meanwhile: so each
 * command that starts servers gets `--runtime local`.
 */
function commandOf({ path }: Folder, line: string, more: readonly string[]): string {
  const { narrowed } = promised[line];
  const [from, to] = Array.isArray(narrowed) ? narrowed : ["", ""];
  const [command, ...reader] = line.replace(from, to)
    .replace("java -jar mine.jar", join(path, "mine")).split(" | ");
  const words = typeof narrowed === "string" ? [narrowed, ...more] : [...more];
  if (/^\.\/asynclab (?:run|check|up|compare [a-z])\b/.test(command)) {
    words.push("--runtime", "local");
  }
  const pipe = reader.length > 0 && which("jq") === null ? [readVerdict] : reader;
  return [[command, ...words].join(" "), ...pipe].join(" | ");
}

/** Replaces `jq .verdict` where jq is missing. */
const readVerdict = `grep -o '"verdict":"[a-z]*"' | head -n 1 | cut -d : -f 2`;

async function runInShell({ path }: Folder, command: string): Promise<Outcome> {
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", command],
    cwd: path,
    env: {
      NO_COLOR: "1",
      // First the Deno that runs this test, so that the launcher finds no other.
      PATH: `${dirname(Deno.execPath())}:${Deno.env.get("PATH")}`,
    },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
