/** `asynclab report` on run folders by hand: forms, words for a run, and bad input. No server is started. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { judgementOf, sound } from "../../harness/check/testing/hand_written.ts";
import { aboutNothing, toResult } from "../../harness/report/result.ts";
import { folder } from "../../testing/asynclab.ts";

const events = sound.map((event) => `${JSON.stringify(event)}\n`).join("");

Deno.test("asynclab report shows a run's result in each form, and refuses what is no run", async (t) => {
  await using here = await folder();
  const runs = join(here.path, ".asynclab", "runs");
  const put = async (run: string, result: unknown, history: string | null = events) => {
    await Deno.mkdir(join(runs, run, "history"), { recursive: true });
    await Deno.writeTextFile(join(runs, run, "run.json"), "{}");
    if (history !== null) {
      await Deno.writeTextFile(join(runs, run, "history", "000-run.jsonl"), history);
    }
    if (result === null) return;
    const text = typeof result === "string" ? result : JSON.stringify(result);
    await Deno.writeTextFile(join(runs, run, "result.json"), text);
  };
  const result = toResult(await judgementOf(sound), { ...aboutNothing, run: "one" });
  await put("torn", JSON.stringify(result).slice(0, 100));
  await put("later", { ...result, schema: 7 });
  await put("early", null);
  await put("no-history", result, null);
  await Deno.utime(join(runs, "no-history", "run.json"), 5, 5);
  await put("one", result);
  for (const run of ["torn", "later", "early"]) await Deno.utime(join(runs, run, "run.json"), 1, 1);

  await t.step("a run is found by its name, its folder and 'last'", async () => {
    for (const word of ["one", join(".asynclab", "runs", "one"), "last"]) {
      const { code, stdout, stderr } = await here.asynclab("report", word);
      assert.equal(code, 0, stderr);
      assert.match(stdout, /^KEPT {2}5 promises/);
      assert.equal(stderr, "");
    }
  });

  await t.step("`--out` replaces the whole file, and prints nothing", async () => {
    const begins = { json: "{", html: "<!doctype", junit: "<?xml", markdown: "###", github: "::" };
    for (const [form, begin] of Object.entries(begins)) {
      const path = join(here.path, "out");
      const { code, stdout } = await here.asynclab(
        "report",
        "one",
        "--format",
        form,
        "--out",
        path,
      );
      assert.deepEqual([code, stdout], [0, ""]);
      assert((await Deno.readTextFile(path)).startsWith(begin), form);
    }
  });

  await t.step("`--lang`, else the locale, chooses the language of the page", async () => {
    const page = async (...words: string[]) =>
      (await here.asynclab("report", "one", "--format", "html", ...words)).stdout;
    assert.match(await page("--lang", "ko"), /<html lang="ko">[^]*지켜짐/);
    assert.match(await page(), /<html lang="en">/);
    here.env.LC_MESSAGES = "ko_KR.UTF-8";
    assert.match(await page(), /<html lang="ko">/);
    assert.match(await page("--lang", "en"), /<html lang="en">/);
    assert.match((await here.asynclab("report", "one")).stdout, /^KEPT {2}5 promises/);
    delete here.env.LC_MESSAGES;
  });

  await t.step("a result without its history is shown, and what is missing is said", async () => {
    const { code, stdout, stderr } = await here.asynclab("report", "no-history");
    assert.equal(code, 0);
    assert.match(stdout, /^KEPT /);
    assert.match(stderr, /^asynclab: no stories and no charts: The folder '.*' holds no history/);
  });

  const refused: [words: string[], code: number, says: RegExp][] = [
    [["gone"], 66, /^asynclab: There is no run 'gone'; name one of '.*', the folder of a run, or /],
    [
      ["early"],
      66,
      /^asynclab: The run in '.*early' has no result\.json: it goes on, or it ended /,
    ],
    [["torn"], 65, /: it is not JSON, or was cut off; 'asynclab analyze' judges /],
    [["later"], 65, /: it is of schema 7, and this asynclab reads schema 1; /],
    [["one", "--format", "xml"], 64, /^asynclab: There is no form 'xml' of the report\. Did you /],
    [
      ["one", "--format", "html", "--lang", "fr"],
      64,
      /^asynclab: --lang cannot be 'fr'; it must be en or ko/,
    ],
    [["one", "--lang", "ko"], 64, /^asynclab: --lang cannot be given with --format text, which /],
    [["one", "--out", "no/a"], 64, /^asynclab: There is no folder 'no' for --out no\/a; run mkdir/],
    [
      ["one", "--out", "."],
      64,
      /^asynclab: --out cannot be '\.'; it must name a file in that fold/,
    ],
    [["one", "--out", "/proc/a"], 69, /^asynclab: Cannot write '\/proc\/a' \(.*; name a writable /],
    [["one", "--out", "a", "--out", "b"], 64, /^asynclab: --out is given twice, as 'a' and 'b'; /],
  ];
  for (const [words, code, says] of refused) {
    await t.step(`report refuses '${words.join(" ")}'`, async () => {
      const outcome = await here.asynclab("report", ...words);
      assert.deepEqual([outcome.code, outcome.stdout], [code, ""], outcome.stderr);
      assert.match(outcome.stderr, says);
      assert.equal(outcome.stderr.trim().split("\n").length, 1);
    });
  }
});
