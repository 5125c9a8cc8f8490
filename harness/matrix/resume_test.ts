import assert from "node:assert/strict";
import fc from "fast-check";
import { join } from "node:path";
import { exitCode, Refusal } from "../errors.ts";
import { type CaseResult, nameOf } from "./result.ts";
import { type CheckRequest, openResume } from "./resume.ts";
import { anyCases, caseOf, wrongCase } from "./testing/random_result.ts";

const request: CheckRequest = { matrix: "quick", labs: ["outbox", "sync"], seed: 7, shard: "1/2" };

async function withFile(work: (path: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "asynclab-test-" });
  try {
    await work(join(dir, "done.jsonl"));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function write(path: string, cases: readonly CaseResult[], asked = request): Promise<void> {
  using resume = await openResume(path, asked);
  for (const one of cases) resume.add(one);
}

async function doneIn(path: string): Promise<CaseResult[]> {
  using resume = await openResume(path, request);
  for (const [name, one] of resume.done) assert.equal(name, nameOf(one));
  return [...resume.done.values()];
}

const some = [caseOf({ seed: 1 }), wrongCase({ seed: 2 }), caseOf({ seed: 3, run: "é🙂" })];

Deno.test("a missing file is created, and its results are read back as they were written", async () => {
  await withFile(async (path) => {
    assert.deepEqual(await doneIn(path), []);
    await write(path, some.slice(0, 2));
    await write(path, some.slice(2));
    assert.deepEqual(await doneIn(path), some);
    const lines = (await Deno.readTextFile(path)).split("\n");
    assert.equal(lines.length, some.length + 2);
    assert.deepEqual(JSON.parse(lines[0]), { schema: 1, kind: "check", request });
  });
});

Deno.test("an empty file is used like a missing one", async () => {
  await withFile(async (path) => {
    await Deno.writeTextFile(path, "");
    await write(path, some);
    assert.deepEqual(await doneIn(path), some);
  });
});

Deno.test("a result is in the file as soon as it is added", async () => {
  await withFile(async (path) => {
    using resume = await openResume(path, request);
    for (const [at, one] of some.entries()) {
      resume.add(one);
      const lines = (await Deno.readTextFile(path)).split("\n");
      assert.deepEqual(JSON.parse(lines[at + 1]), one);
      assert.equal(lines.at(-1), "");
    }
  });
});

Deno.test("if a case was run again, its last result counts", async () => {
  await withFile(async (path) => {
    await write(path, [caseOf({ run: "first" }), caseOf({ run: "second" })]);
    assert.deepEqual(await doneIn(path), [caseOf({ run: "second" })]);
  });
});

Deno.test("a file that is cut at any byte keeps its complete lines, and the rest can be added", async () => {
  await withFile(async (path) => {
    const cut = fc.double({ min: 0, max: 1, noNaN: true });
    await fc.assert(fc.asyncProperty(anyCases, cut, async (cases, cut) => {
      await Deno.remove(path).catch(() => {});
      await write(path, cases);
      const whole = await Deno.readFile(path);
      const torn = whole.slice(0, Math.round(cut * whole.length));
      await Deno.writeFile(path, torn);
      const lines = torn.filter((byte) => byte === 10).length;
      const done = await doneIn(path);
      assert.deepEqual(done, JSON.parse(JSON.stringify(cases.slice(0, Math.max(0, lines - 1)))));
      await write(path, cases.slice(done.length));
      assert.deepEqual(await Deno.readFile(path), whole);
    }));
  });
});

Deno.test("an incomplete last line is removed at once, even if no line follows", async () => {
  await withFile(async (path) => {
    await write(path, some.slice(0, 1));
    const whole = await Deno.readFile(path);
    await Deno.writeTextFile(
      path,
      JSON.stringify(caseOf({ run: "x".repeat(2_000) })).slice(0, -1),
      {
        append: true,
      },
    );
    assert.deepEqual(await doneIn(path), some.slice(0, 1));
    assert.deepEqual(await Deno.readFile(path), whole);
  });
});

Deno.test("an option that is undefined equals one that is missing", async () => {
  await withFile(async (path) => {
    await write(path, some, { ...request, repeat: undefined });
    assert.deepEqual(await doneIn(path), some);
  });
});

const header = (fields: object = {}) =>
  JSON.stringify({ schema: 1, kind: "check", request, ...fields });
const line = JSON.stringify(caseOf());
const asked = (fields: object) => header({ request: { ...request, ...fields } });

const refused: [what: string, content: string, why: RegExp][] = [
  [
    "another seed",
    asked({ seed: 8 }),
    /a check with seed 8, and this check has 7; use the same seed, /,
  ],
  [
    "other labs",
    asked({ labs: ["sync"] }),
    /a check with labs \["sync"\], and this .* \["outbox",/,
  ],
  ["another matrix", asked({ matrix: "full" }), /with matrix "full", and this check has "quick"/],
  ["another shard", asked({ shard: "2/2" }), /with shard "2\/2", and this check has "1\/2"/],
  ["an option more", asked({ broker: "kafka" }), /with broker "kafka", and this check has none/],
  ["an option less", asked({ shard: undefined }), /with shard none, and this check has "1\/2"/],
  ["another schema", header({ schema: 2 }), /it is of schema 2, and this asynclab reads schema 1/],
  ["a file without a header", line, /line 1 has no request/],
  ["a line that is not JSON", "hello", /line 1 is not JSON/],
  ["a torn line", `${header()}\n${line.slice(0, 40)}\n${line}`, /line 2 is not JSON, or was cut/],
  ["an empty line", `${header()}\n\n${line}`, /line 2 is not JSON/],
  [
    "a foreign line",
    `${header()}\n${line}\n{"at":1}`,
    /line 3 is not the result of a case \(lab: /,
  ],
  ["two glued lines", `${header()}\n${line}${line}`, /line 2 is not JSON/],
];

Deno.test("a file of another check is refused with one sentence, and stays unchanged", async (t) => {
  await withFile(async (path) => {
    const isRefused = async (bytes: Uint8Array<ArrayBuffer>, why: RegExp) => {
      await Deno.writeFile(path, bytes);
      await assert.rejects(openResume(path, request), (error) => {
        assert(error instanceof Refusal, String(error));
        assert.match(error.message, why);
        assert(error.message.includes(`'${path}'`) && !error.message.includes("\n"));
        return error.code === exitCode.usage;
      });
      assert.deepEqual(await Deno.readFile(path), bytes);
    };
    for (const [what, content, why] of refused) {
      await t.step(`--resume refuses ${what}`, async () => {
        const whole = new TextEncoder().encode(`${content}\n`);
        await isRefused(whole, why);
        // An incomplete last line does not excuse another error.
        const torn = new TextEncoder().encode(`${content}\n{"lab":"out`);
        await isRefused(torn, why);
      });
    }
    await t.step("a foreign text without a line end is refused", async () => {
      await isRefused(new TextEncoder().encode("hello"), /line 1 is not whole/);
      await isRefused(new TextEncoder().encode(header({ schema: 2 })), /line 1 is not whole/);
    });
    await t.step(
      "bytes that are not text are refused",
      () => isRefused(new Uint8Array([0xff, 0xfe, 10]), /it is not text/),
    );
  });
});

Deno.test("a file that one check uses is refused to another check", async () => {
  await withFile(async (path) => {
    {
      using _first = await openResume(path, request);
      await assert.rejects(openResume(path, request), {
        code: exitCode.usage,
        message: `'${path}' is in use by another check; name another file with --resume`,
      });
    }
    assert.deepEqual(await doneIn(path), []);
  });
});

Deno.test("exit code 64 for a missing folder, and 69 for a file that cannot be written", async () => {
  await withFile(async (path) => {
    for (const wrong of [join(path, "x.jsonl"), join(path, "..")]) {
      await assert.rejects(openResume(wrong, request), {
        code: exitCode.usage,
        message: `--resume cannot be '${wrong}'; it must be a file in a folder that is there`,
      });
    }
    await assert.rejects(openResume("/dev/full", request), { code: exitCode.unavailable });
  });
});
