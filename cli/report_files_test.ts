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

Deno.test("the check of a report's path before the start creates no file", async () => {
  await withFolder(async (dir) => {
    const path = join(dir, "a.json");
    await mustBeWritable(reportWords(`json=${path},github`));
    assert.deepEqual(await namesIn(dir), []);
    await Deno.writeTextFile(path, "old");
    await mustBeWritable(reportWords(`json=${path}`));
    assert.equal(await Deno.readTextFile(path), "old");
  });
});

Deno.test("the exit code is 64 for a path that is a folder or in a missing folder, and 69 for an unwritable file", async () => {
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
    await refused(dir, exitCode.usage, /must name a file in that folder, like junit=.*-junit$/);
    await refused("/proc/a.xml", exitCode.unavailable, /^Cannot write '\/proc\/a\.xml' \(/);
  });
});

Deno.test("a report replaces the whole file of an older report, through a link too", async () => {
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

Deno.test("a report is written to a device, and the device is not replaced", async () => {
  await writeReports(reportWords("json=/dev/null"), result, null);
  assert((await Deno.stat("/dev/null")).isCharDevice);
});

Deno.test("a report that cannot be written causes exit code 69, and the others are still written", async () => {
  await withFolder(async (dir) => {
    const words = reportWords(`junit=/dev/full,json=${join(dir, "a.json")}`);
    await assert.rejects(writeReports(words, result, null), {
      code: exitCode.unavailable,
      message: /^Cannot write '\/dev\/full' \(/,
    });
    assert.deepEqual(await namesIn(dir), ["a.json"]);
  });
});

Deno.test("the Markdown is appended to the summary of a job only in a GitHub workflow", async () => {
  await withFolder(async (dir) => {
    const before = process.env.GITHUB_STEP_SUMMARY;
    const path = join(dir, "summary.md");
    try {
      process.env.GITHUB_STEP_SUMMARY = path;
      await writeReports(reportWords(`json=${join(dir, "a.json")}`), result, null);
      assert.deepEqual(await namesIn(dir), ["a.json"]);
      await Deno.writeTextFile(path, "before\n");
      // No case is wrong, so no annotation is printed between the lines of the tests.
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
