/** The samples of one kind in the order of time: a second pass over the files. */
import { isBelieved } from "./believed.ts";
import { LineReader } from "./line.ts";
import { eachLine } from "./lines.ts";
import { kindNames } from "./kinds/mod.ts";
import { numberIn, parseLine, Unreadable } from "./slow_line.ts";
import { type HistoryInput, withHistory } from "./sources.ts";

/** A number that was sampled at a time. */
export interface Sample {
  readonly atMs: number;
  /** What was sampled: `login`, `login#2, process 3`, a slot. */
  readonly of: string;
  readonly bytes: number;
}

/** By the kind of the samples: the fields that say what was sampled, and the number. */
const fields = {
  /** The memory of a process. */
  sample: { of: "role", bytes: "rssBytes" },
  /** The log that a database keeps for a reader. */
  retention: { of: "slot", bytes: "bytes" },
} as const;

/**
 * Skips lines that cannot be read or are not believed, and samples without a time or number.
 *
 * @throws Refusal (66) where a path does not exist
 */
export async function samplesOf(
  input: HistoryInput,
  kind: keyof typeof fields,
): Promise<Sample[]> {
  const samples: Sample[] = [];
  const reader = new LineReader(kindNames);
  const names = fields[kind];
  await withHistory(input, async ({ sources }) => {
    for (const source of sources) {
      if (!isBelieved(source.keeper, kind)) continue;
      await eachLine(source, reader, {
        fast() {},
        slow(bytes) {
          const one = sampleIn(bytes, kind, names);
          if (one !== null) samples.push(one);
        },
      });
    }
  });
  return samples.sort((a, b) => a.atMs - b.atMs);
}

function sampleIn(
  bytes: Uint8Array,
  kind: string,
  names: { readonly of: string; readonly bytes: string },
): Sample | null {
  try {
    const line = parseLine(bytes);
    const [atMs, size] = [numberIn(line, "at"), numberIn(line, names.bytes)];
    const of = line[names.of];
    if (line.kind !== kind || typeof of !== "string" || !(atMs >= 0) || !(size > 0)) return null;
    const process = numberIn(line, "incarnation");
    return { atMs, of: process > 1 ? `${of}, process ${process}` : of, bytes: size };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return null;
  }
}
