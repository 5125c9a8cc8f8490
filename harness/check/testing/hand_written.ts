/** Hand-written histories for tests, one event at a time. */
import { join } from "node:path";
import type { Facts } from "../../history/facts.ts";
import { readHistory } from "../../history/read.ts";
import type { Claim } from "../../contract/lab.ts";
import { wordOf, wordsOf } from "../../report/words/mod.ts";
import type { JudgedFault } from "../effectiveness.ts";
import { judge, type Judgement, type PromiseVerdict } from "../judge.ts";
import { defaultPromises } from "../mod.ts";

export const all: Claim[] = defaultPromises.map((name) => ({ name, under: "any" }));

export type Event = Record<string, unknown>;

/** Judges these events in this order, one list per file. */
export async function judgementOf(
  files: Event[] | Event[][],
  { claims = all, minimumOperations = 1, haltsUnder = [] as readonly string[], isPart = false } =
    {},
): Promise<Judgement> {
  return judge(await factsOf(files), { claims, minimumOperations, haltsUnder, isPart });
}

/** The judgement of `judgementOf`, in words. */
export const judged = async (...given: Parameters<typeof judgementOf>): Promise<InWords> =>
  inWords(await judgementOf(...given));

/** A judgement with sentences in the place of phrases, as the forms of the report write them. */
export interface InWords extends Omit<Judgement, "promises" | "doubts" | "mixed" | "faults"> {
  readonly promises: readonly (PromiseVerdict & { readonly why: string })[];
  readonly doubts: readonly string[];
  readonly mixed: readonly string[];
  readonly faults: readonly (Omit<JudgedFault, "why"> & { readonly why: string | null })[];
}

export const inWords = (judgement: Judgement): InWords => ({
  ...judgement,
  promises: judgement.promises.map((one) => ({ ...one, why: wordsOf(one.reasons) })),
  doubts: judgement.doubts.map(wordOf),
  mixed: judgement.mixed.map(wordOf),
  faults: judgement.faults.map((one) => ({ ...one, why: one.why && wordOf(one.why) })),
});

/** Writes these events in this order, one list per file, and reads them back. */
export async function factsOf(files: Event[] | Event[][]): Promise<Facts> {
  const folder = await Deno.makeTempDir();
  try {
    const parts = (Array.isArray(files[0]) ? files : [files]) as Event[][];
    for (const [i, part] of parts.entries()) {
      const lines = part.map((event) => JSON.stringify(event) + "\n");
      await Deno.writeTextFile(join(folder, `${i}.jsonl`), lines.join(""));
    }
    return await readHistory(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

export const meta = {
  at: 0,
  kind: "meta",
  schema: 1,
  truth: "commit",
  targets: ["points"],
  epochMs: 1,
};
export const drained = { at: 900, kind: "drained", complete: true, why: "quiet" };

export const invoke = (op: number) => (
  { at: op * 10, kind: "invoke", op, key: "kim", value: `v${op}`, planned: op * 10 }
);
export const ok = (op: number) => ({ at: op * 10 + 3, kind: "ok", op });
export const commit = (op: number) => (
  { at: op * 10 + 2, kind: "commit", op, key: "kim", seq: op + 1 }
);
export const effect = (op: number, n = op + 1, target = "points") => (
  { at: op * 10 + 50, kind: "effect", op, key: "kim", seq: op + 1, n, target, value: `v${op}` }
);
export const happy = (op: number) => [invoke(op), commit(op), ok(op), effect(op)];
export const sound: Event[] = [meta, ...happy(0), ...happy(1), ...happy(2), drained];
export const fault = (
  id: string,
  from: number,
  to: number,
  fields: Event = {},
  name = "kill-relay",
) => [
  { at: from, kind: "fault", id, name, target: "relay", phase: "begin" },
  { at: to, kind: "fault", id, name, target: "relay", phase: "end", touched: 1, ...fields },
];

export const verdicts = (judgement: Pick<Judgement, "promises">) =>
  Object.fromEntries(judgement.promises.map(({ name, verdict }) => [name, verdict]));
export const counts = ({ anomalies }: Pick<Judgement, "anomalies">) =>
  Object.fromEntries(
    Object.entries(anomalies).filter(([, { count }]) => count > 0)
      .map(([name, { count }]) => [name, count]),
  );

/** Makes the folder of a run, uses it and removes it. A line that is a string is written as it is. */
export async function withRunFolder<T>(
  files: Readonly<Record<string, readonly (Event | string)[]>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(join(folder, "history"));
    await Deno.writeTextFile(join(folder, "run.json"), "{}");
    for (const [name, lines] of Object.entries(files)) {
      const text = lines.map((line) => typeof line === "string" ? line : JSON.stringify(line));
      await Deno.writeTextFile(
        join(folder, "history", name),
        text.map((line) => `${line}\n`).join(""),
      );
    }
    return await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Spreads the same events over the files of a run. */
export function asRun(events: readonly Event[]): Record<string, Event[]> {
  const of = (...kinds: string[]) => events.filter(({ kind }) => kinds.includes(kind as string));
  return {
    "000-run.jsonl": of(
      ...[
        "meta",
        "fault",
        "process",
        "halted",
        "sample",
        "join",
        "standstill",
        "retention",
        "monitor",
        "clock",
        "traffic",
        "hazard",
        "drained",
      ],
    ),
    "audit.jsonl": of(
      "commit",
      "effect",
      "aside",
      "stored",
      "marked",
      "change",
      "applied",
      "replica",
      "totals",
      "file",
      "row",
      "position",
    ),
    "load.jsonl": of("invoke", "drop", "ok", "fail", "info"),
  };
}
