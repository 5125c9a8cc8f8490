/** Hand-written broken files of one format, each with its expected outcome. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { type Format, NotThisFormat } from "../format.ts";
import { badRows, cutAt, fileOf, goodRows, readAll, rowOf } from "./files.ts";

/** What is loaded of a file, as a text: operations, then the reasons of the bad rows, or the refusal. */
export async function outcomeOf(format: Format, text: string): Promise<string> {
  try {
    const read = await readAll(format, cutAt(Buffer.from(text), [9, 200]));
    const reasons = badRows(read).map(({ line, reason }) => `${line}: ${reason}`);
    return [goodRows(read).map(({ op }) => op).join(), ...reasons].join(" | ");
  } catch (error) {
    assert(error instanceof NotThisFormat, String(error));
    return `refused: ${error.message}`;
  }
}

export type Case = readonly [name: string, text: string, expected: RegExp];

/** A test for each case. */
export function testCases(format: Format, cases: readonly Case[]): void {
  for (const [name, text, expected] of cases) {
    Deno.test(`${format.name}: ${name}`, async () => {
      assert.match(await outcomeOf(format, text), expected);
    });
  }
}

/** A file of three rows. */
export const textOf = async (format: Format) =>
  (await fileOf(format, [1, 2, 3].map((op) => rowOf(op, { note: `note ${op}` })))).toString();
