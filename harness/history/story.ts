/** What a history says of a handful of operations, word by word: a second pass over its files. */
import { eachBlock, historyFiles } from "./files.ts";
import { LineReader } from "./line.ts";
import { OP } from "./words.ts";
import { isOperation, type Line, parseLine, Unreadable } from "./slow_line.ts";

/** A limit on the events kept of one operation. */
const longestStory = 50;

/**
 * The events of these operations, by operation, in the order of `at`; those without a time come
 * last. At most the first 50 of each. Lines that cannot be read are passed over.
 *
 * @throws Refusal (66) where a path is not there.
 */
export async function storyOf(
  paths: string | readonly string[],
  ops: readonly number[],
): Promise<Map<number, Line[]>> {
  const stories = new Map<number, Line[]>(ops.map((op) => [op, []]));
  const reader = new LineReader();
  for (const file of ops.length === 0 ? [] : await historyFiles(paths)) {
    await eachBlock(file, ({ bytes, start, end }) => {
      for (let p = start; p < end;) {
        const next = reader.read(bytes, p);
        const stop = next < 0 ? bytes.indexOf(0x0a, p) + 1 : next;
        if (next < 0 || stories.has(reader.number[OP])) {
          note(stories, bytes.subarray(p, stop - 1));
        }
        p = stop;
      }
    });
  }
  for (const story of stories.values()) story.sort((a, b) => timeOf(a) - timeOf(b));
  return stories;
}

function note(stories: Map<number, Line[]>, bytes: Uint8Array): void {
  try {
    const line = parseLine(bytes);
    const story = isOperation(line.op) ? stories.get(line.op) : undefined;
    if (story !== undefined && story.length < longestStory) story.push(line);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
  }
}

function timeOf({ at }: Line): number {
  return typeof at === "number" ? at : Number.MAX_VALUE;
}
