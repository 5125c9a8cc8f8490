import assert from "node:assert/strict";
import { join } from "node:path";
import { exitCode, Refusal } from "../errors.ts";
import { readCheckResult } from "./read_result.ts";
import { caseOf, resultOf } from "./testing/random_result.ts";

const good = resultOf([caseOf(), caseOf({ seed: 8 })], { shard: "1/2" });
const text = JSON.stringify(good);
const withFields = (fields: object) => JSON.stringify({ ...good, ...fields });

const refused: [what: string, content: string | Uint8Array<ArrayBuffer>, why: RegExp][] = [
  ["an empty file", "", /: it is not JSON, or was cut off; name a file/],
  ["a torn file", text.slice(0, -9), /: it is not JSON, or was cut off; name a file/],
  ["bytes that are not text", new Uint8Array([0xff, 0xfe, 0]), /: it is not text; /],
  ["null", "null", /as a result of check: Invalid input/],
  ["a later schema", withFields({ schema: 2 }), /: it is of schema 2, and this asynclab reads /],
  ["the result of a run", `{"schema":1,"run":"x"}`, /: matrix: /],
  ["an unknown verdict", text.replace('"kept"', '"fine"'), /: cases\.0\.(expected|verdict): /],
  [
    "counts that are not those of its cases",
    withFields({ right: 1, wrong: 1 }),
    /: its counts are not those of its cases; /,
  ],
  [
    "fewer planned cases",
    withFields({ planned: 1 }),
    /: it has more cases than its 'planned' says; /,
  ],
  [
    "an impossible shard",
    withFields({ shard: "3/2" }),
    /: its shard is '3\/2', which is not I\/N; /,
  ],
  [
    "a case twice",
    JSON.stringify(resultOf([caseOf(), caseOf()])),
    /: it has a case twice; /,
  ],
];

Deno.test("a result is read back completely, and any other file is refused with one sentence", async (t) => {
  const dir = await Deno.makeTempDir({ prefix: "asynclab-test-" });
  try {
    const path = join(dir, "result.json");
    await Deno.writeTextFile(path, text);
    assert.deepEqual(await readCheckResult(path), good);
    for (const [what, content, why] of refused) {
      await t.step(`reading refuses ${what}`, async () => {
        await Deno.writeFile(
          path,
          typeof content === "string" ? new TextEncoder().encode(content) : content,
        );
        await assert.rejects(readCheckResult(path), (error) => {
          assert(error instanceof Refusal, String(error));
          assert.match(error.message, why);
          assert(error.message.startsWith(`Cannot read '${path}'`));
          return error.code === exitCode.usage && !error.message.includes("\n");
        });
      });
    }
    await t.step("exit code 66 for a missing file, and 64 for a folder", async () => {
      for (const gone of [join(dir, "gone.json"), join(path, "gone.json")]) {
        await assert.rejects(readCheckResult(gone), { code: exitCode.noInput });
      }
      await assert.rejects(readCheckResult(dir), { code: exitCode.usage });
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
