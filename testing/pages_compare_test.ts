/** Tests the table of styles: on a comparison made by hand, and on the committed one. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { findStyle } from "../cli/find_lab.ts";
import { nameOf } from "../harness/compare/contender.ts";
import { visibleJson } from "../harness/report/visible.ts";
import { labs } from "../labs/mod.ts";
import { compared } from "./compared.ts";
import { root } from "./pages.ts";
import { comparedText, comparisonFile, comparisonIn } from "./pages_compare.ts";
import { english, korean } from "./pages_compare_words.ts";

const file = `${visibleJson(compared, 2)}\n`;
const cellsIn = (text: string) =>
  text.split("\n").filter((line) => line.startsWith("| [")).map((line) =>
    line.split("|").slice(1, -1).map((cell) => cell.trim())
  );

Deno.test("the table of styles has verdicts, times, rates and the handbooks' words", () => {
  const text = comparedText(file, english);
  assert.deepEqual(cellsIn(text).map((cells) => cells.slice(1, 7)), [
    ["kept", "3.2 ms, 9.87 ms", "41 ms, 1.25 s", "931/s", "very low, middle", "2, 2, 5, 321"],
    ["unknown", "4 ms, 8 ms", "–", "–", "–", "2, 2, –, 321"],
    [
      ...["kept", "–", "31.9 h, 44 h (simulated)", "4,777 rows/s"],
      ...["high, very high", "2, 2, –, 321"],
    ],
  ]);
  assert.match(text, /^- throughput: outbox\/status over kafka is better than thread\/pool\.$/m);
  assert.match(text, /^batch\/push: its nights .* simulated/m);
  assert.match(text, /2026-01-31 by asynclab 0\.0\.0 in 40 minutes.* 2 cores and 8 GiB/);
});

Deno.test("each row leads to its page, and to its runs in the committed file", () => {
  const lines = file.split("\n");
  for (const [i, cells] of cellsIn(comparedText(file, english)).entries()) {
    const [, page] = /\]\(([^)]*)\)/.exec(cells[0])!;
    assert(Deno.statSync(join(root, page)).isFile, page);
    const [, path, line] = /\]\(([^#)]*)#L(\d+)\)/.exec(cells.at(-1)!)!;
    assert.equal(path, comparisonFile);
    assert.equal(lines[Number(line) - 1].trim(), `"name": "${compared.styles[i].name}",`);
  }
});

Deno.test("the Korean table has the same rows and figures", () => {
  const figures = (text: string) =>
    cellsIn(text).map((cells) => cells.join(" ").match(/[\d.,]+(?: ms| s| h)?|\]\([^)]*\)/g));
  const [one, other] = [english, korean].map((words) => comparedText(file, words));
  assert.deepEqual(figures(other), figures(one));
  assert.match(other, /31\.9 h, 44 h \(시뮬레이션\)/);
});

Deno.test("without a file the table says how it is measured; another file is refused", () => {
  for (const words of [english, korean]) {
    assert.match(
      comparedText(null, words),
      /`\.\/asynclab compare --runtime local --format json --out docs\S+`/,
    );
  }
  const wrong = ["{", "[]", JSON.stringify({ ...compared, schema: 2 })];
  for (const text of wrong) {
    assert.throws(
      () => comparedText(text, english),
      /^Error: docs\/compare\.json is not a compari/,
    );
  }
});

Deno.test("docs/compare.json has every lab, six rounds, nothing broken, and no place of a machine", async () => {
  const text = await Deno.readTextFile(join(root, comparisonFile));
  const { styles, rounds, disturbance } = comparisonIn(text);
  assert.deepEqual(
    styles.map(({ name }) => name),
    labs.map(({ name }) => nameOf(findStyle(name, undefined))),
  );
  assert.deepEqual([rounds, disturbance], [6, { kind: "none" }]);
  assert.doesNotMatch(text, /"\/|\/(tmp|home|root|var|work)\//);
});
