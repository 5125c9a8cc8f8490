/** The events of a few operations and business days as written: a second pass over the files. */
import { isBelieved } from "./believed.ts";
import { LongNumber } from "./exact.ts";
import { LineReader } from "./line.ts";
import { eachLine } from "./lines.ts";
import { isOperation, type Line, parseLine, Unreadable } from "./slow_line.ts";
import type { Source } from "./source.ts";
import { type HistoryInput, withHistory } from "./sources.ts";
import { kindNames } from "./kinds/mod.ts";
import { OP } from "./lexer.ts";

/** The number of an operation, or the date of a business day: 2026-03-29. */
export type StorySubject = number | string;

/** A limit on the events kept of one subject. */
const longestStory = 50;

/**
 * The events of these operations and business days, by subject, in the order of `at`; those without
 * a time come last. At most the first 50 of each. Skips lines that cannot be read, and events that
 * are not believed.
 *
 * @throws Refusal (66) where a path does not exist.
 */
export async function storyOf(
  input: HistoryInput,
  subjects: readonly StorySubject[],
): Promise<Map<StorySubject, Line[]>> {
  const stories = new Map<StorySubject, Line[]>(subjects.map((subject) => [subject, []]));
  if (subjects.length === 0) return stories;
  const reader = new LineReader(kindNames);
  const ops = new Set(subjects.filter((subject) => typeof subject === "number"));
  await withHistory(input, async ({ sources }) => {
    for (const source of sources) {
      await eachLine(source, reader, {
        fast(bytes, start, end) {
          if (!stories.has(reader.number[OP])) return;
          note(stories, source, bytes.subarray(start, end - 1));
        },
        slow: (bytes) => note(stories, source, bytes),
      }, { ops });
    }
  });
  for (const story of stories.values()) story.sort((a, b) => timeOf(a) - timeOf(b));
  return stories;
}

function note(stories: Map<StorySubject, Line[]>, source: Source, bytes: Uint8Array): void {
  try {
    const line = parseLine(bytes);
    const subject = subjectOf(line);
    const story = subject === null ? undefined : stories.get(subject);
    if (story === undefined || story.length >= longestStory) return;
    if (isBelieved(source.keeper, line.kind as string)) story.push(asWritten(line, source));
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
  }
}

function subjectOf({ op, date }: Line): StorySubject | null {
  if (isOperation(op)) return op;
  return typeof date === "string" ? date : null;
}

/** Gives `send` and `deliver` the role that wrote the file. Rounds the time to a double. */
function asWritten(line: Line, { role }: Source): Line {
  const at = line.at instanceof LongNumber ? line.at.value : line.at;
  const isOwn = role !== null && (line.kind === "send" || line.kind === "deliver");
  return { ...line, at, ...(isOwn && { role }) };
}

function timeOf({ at }: Line): number {
  return typeof at === "number" ? at : Number.MAX_VALUE;
}
