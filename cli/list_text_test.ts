import assert from "node:assert/strict";
import { faultsText, labText, overview, variantText } from "./list_text.ts";
import { listing } from "./listing.ts";

const all = listing();
const texts = [
  overview(all),
  faultsText(all.faults),
  ...all.labs.flatMap((lab) => [
    labText(lab),
    ...lab.variants.map((variant) => variantText(lab, variant)),
  ]),
];

Deno.test("the overview fits a screen of 24 lines, and names every lab", () => {
  const lines = overview(all).split("\n");
  assert.ok(lines.length <= 24, lines.join("\n"));
  for (const { name } of all.labs) assert.ok(lines.some((line) => line.startsWith(`  ${name} `)));
});

Deno.test("no line of a list is wider than 100 columns, and none ends in blanks", () => {
  for (const line of texts.flatMap((text) => text.split("\n"))) {
    assert.ok(line.length <= 100, line);
    assert.equal(line, line.trimEnd());
  }
});

Deno.test("a lab's list has its variants, faults and failpoints, and no name is split over two lines", () => {
  for (const lab of all.labs) {
    const words = labText(lab).split(/[\s,]+/);
    const points = Object.entries(lab.failpoints).flatMap(([role, names]) =>
      names.map((name) => `${role}:${name}`)
    );
    const names = [...lab.variants.map(({ name }) => name), ...lab.faults, ...points];
    assert.deepEqual(names.filter((name) => !words.includes(name)), []);
  }
});

Deno.test("the list of a variant has its promises, and its worst case as a user can type it", () => {
  const [lab] = all.labs;
  for (const variant of lab.variants) {
    const text = variantText(lab, variant).replaceAll(/\n +/g, " ");
    assert.ok(text.includes(`promises: ${variant.promises.join(", ")}`), text);
    assert.ok(text.includes(`worst case: ${variant.worstCase}\n`), text);
  }
});
