/** Results of runs as files: right ones, and everything that can be wrong with one. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { judgementOf, sound } from "../check/testing/hand_written.ts";
import { exitCode } from "../errors.ts";
import { readResult } from "./read_result.ts";
import { aboutNothing, toResult } from "./result.ts";

const result = toResult(await judgementOf(sound), aboutNothing);
const text = JSON.stringify(result);

async function reading(content: string | Uint8Array | null) {
  const dir = await Deno.makeTempDir({ prefix: "asynclab-test-" });
  try {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    if (bytes !== null) await Deno.writeFile(join(dir, "result.json"), bytes);
    return await readResult(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("a result is read as it was written, with the fields of a later version", async () => {
  assert.deepEqual(await reading(text), result);
  const later = { ...result, counts: { ...result.counts, more: 1 }, later: [1] };
  assert.deepEqual(await reading(JSON.stringify(later)), later);
});

Deno.test("a file that is no result is refused with 65 and its reason", async () => {
  const refused = (content: string | Uint8Array, message: RegExp) =>
    assert.rejects(reading(content), { code: exitCode.data, message });
  await refused(text.slice(0, -40), /: it is not JSON, or was cut off; 'asynclab analyze'/);
  await refused("", /: it is not JSON, or was cut off; /);
  await refused(
    JSON.stringify({ ...result, schema: 2 }),
    /: it is of schema 2, and this asynclab /,
  );
  await refused(JSON.stringify({ ...result, verdict: "fine" }), /: verdict: Invalid option/);
  await refused(JSON.stringify({ ...result, counts: undefined }), /: counts: Invalid input/);
  await refused("null", /: Invalid input/);
  await refused(new Uint8Array([0xff, 0xfe]), /: it is not text; /);
});

Deno.test("a run without a result is refused with 66, and its history is still of use", async () => {
  const message =
    /has no result\.json: it goes on, or it ended early; 'asynclab analyze \S+' judges/;
  await assert.rejects(reading(null), { code: exitCode.noInput, message });
});
