/** When operations were first sent on or delivered: a second pass over the files. */
import { believedBits } from "./believed.ts";
import { kindNames, numberOf } from "./kinds/mod.ts";
import { deliver } from "./kinds/deliver.ts";
import { send } from "./kinds/send.ts";
import { AT, OP } from "./lexer.ts";
import { LineReader } from "./line.ts";
import { eachLine } from "./lines.ts";
import { type HistoryInput, withHistory } from "./sources.ts";

const wanted = (1 << numberOf(send)) | (1 << numberOf(deliver));

/**
 * By operation, in milliseconds since the start of the run: its first `send` or `deliver`, whichever is
 * first. Lines that only the careful reader can read are skipped.
 *
 * @throws Refusal (66) where a path does not exist
 */
export async function firstSendsOf(input: HistoryInput): Promise<Map<number, number>> {
  const first = new Map<number, number>();
  const reader = new LineReader(kindNames);
  await withHistory(input, async ({ sources }) => {
    for (const source of sources) {
      const believed = believedBits(source.keeper) & wanted;
      await eachLine(source, reader, {
        fast() {
          const { kind, number } = reader;
          if (((believed >>> kind) & 1) === 0 || !(number[AT] >= 0)) return;
          const atMs = Math.min(first.get(number[OP]) ?? Infinity, number[AT]);
          first.set(number[OP], atMs);
        },
        slow() {},
      });
    }
  });
  return first;
}
