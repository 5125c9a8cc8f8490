import assert from "node:assert/strict";
import { join } from "node:path";
import process from "node:process";
import { exitCode } from "../harness/errors.ts";
import { markdown } from "../harness/matrix/report/markdown.ts";
import { resultOf, wrongCase } from "../harness/matrix/testing/random_result.ts";
import { mustBeWritable, writeReports } from "./report_files.ts";
import { reportWords } from "./report_words.ts";

const result = resultOf([wrongCase()]);

async function withFolder(work: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "asynclab-test-" });
  try {
    await work(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const namesIn = async (dir: string) =>
  (await Array.fromAsync(Deno.readDir(dir))).map(({ name }) => name).sort();

Deno.test("a file is tried before anything starts, and the trial leaves nothing", async () => {
  await withFolder(async (dir) => {
    const path = join(dir, "a.json");
    await mustBeWritable(reportWords(`json=${path},github`));
    assert.deepEqual(await namesIn(dir), []);
    await Deno.writeTextFile(path, "old");
    await mustBeWritable(reportWords(`json=${path}`));
    assert.equal(await Deno.readTextFile(path), "old");
  });
});

Deno.test("a folder that is not there, or that is the file, is 64; one that takes no file is 69", async () => {
  await withFolder(async (dir) => {
    const refused = (path: string, code: number, message: RegExp) =>
      assert.rejects(mustBeWritable(reportWords(`junit=${path}`)), { code, message });
    await Deno.writeTextFile(join(dir, "file"), "");
    await refused(
      join(dir, "gone", "a.xml"),
      exitCode.usage,
      /^There is no folder '.*\/gone' for /,
    );
    await refused(
      join(dir, "file", "a.xml"),
      exitCode.usage,
      /^There is no folder '.*\/file' for /,
    );
    await refused(dir, exitCode.usage, /names a folder; name a file in it, like junit=.*-junit$/);
    await refused("/proc/a.xml", exitCode.unavailable, /^'\/proc\/a\.xml' cannot be written \(/);
  });
});

Deno.test("a report takes the place of an older one whole, through a link too", async () => {
  await withFolder(async (dir) => {
    await Deno.writeTextFile(join(dir, "old.json"), "x".repeat(100_000));
    await Deno.symlink("old.json", join(dir, "link.json"));
    const words = reportWords(`json=${join(dir, "link.json")},junit=${join(dir, "new.xml")}`);
    await writeReports(words, result, null);
    assert.deepEqual(JSON.parse(await Deno.readTextFile(join(dir, "old.json"))), result);
    assert((await Deno.lstat(join(dir, "link.json"))).isSymlink);
    assert.deepEqual(await namesIn(dir), ["link.json", "new.xml", "old.json"]);
  });
});

Deno.test("what is no file is written to, and stays what it is", async () => {
  await writeReports(reportWords("json=/dev/null"), result, null);
  assert((await Deno.stat("/dev/null")).isCharDevice);
});

Deno.test("one that cannot be written is 69, and the others are written all the same", async () => {
  await withFolder(async (dir) => {
    const words = reportWords(`junit=/dev/full,json=${join(dir, "a.json")}`);
    await assert.rejects(writeReports(words, result, null), {
      code: exitCode.unavailable,
      message: /^'\/dev\/full' cannot be written \(/,
    });
    assert.deepEqual(await namesIn(dir), ["a.json"]);
  });
});

Deno.test("the Markdown is appended to the summary of a job, in a GitHub workflow alone", async () => {
  await withFolder(async (dir) => {
    const before = process.env.GITHUB_STEP_SUMMARY;
    const path = join(dir, "summary.md");
    try {
      process.env.GITHUB_STEP_SUMMARY = path;
      await writeReports(reportWords(`json=${join(dir, "a.json")}`), result, null);
      assert.deepEqual(await namesIn(dir), ["a.json"]);
      await Deno.writeTextFile(path, "before\n");
      // Right cases have no annotation: nothing is printed in the middle of the tests' own words.
      const undone = resultOf([], { planned: 0, matrix: "full" });
      await writeReports(reportWords("github"), undone, null);
      assert.equal(await Deno.readTextFile(path), `before\n${markdown.render(undone, null)}`);
      process.env.GITHUB_STEP_SUMMARY = "";
      await writeReports(reportWords("github"), undone, null);
    } finally {
      if (before === undefined) delete process.env.GITHUB_STEP_SUMMARY;
      else process.env.GITHUB_STEP_SUMMARY = before;
    }
  });
});
