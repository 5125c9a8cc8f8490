/** The page of a run in a real browser: charts, bins, links, widths, and no request. */
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import {
  commit,
  drained,
  type Event,
  fault,
  happy,
  invoke,
  meta,
  ok,
} from "../harness/check/testing/hand_written.ts";
import { openChromium } from "./chromium.ts";
import { ask, isSeen, open, type Opened, textIn, writePage } from "./run_page.ts";

/** Operation 30 is lost under a fault. */
const events: Event[] = [
  meta,
  ...Array.from({ length: 30 }, (_, op) => happy(op)).flat(),
  ...[invoke(30), commit(30), ok(30)],
  ...fault("f", 150, 200),
  drained,
];

async function hoverChart({ page }: Opened): Promise<void> {
  const chart = (await page.$(".chart .u-over"))!;
  await chart.scrollIntoView();
  const { x, y, width, height } = (await chart.boundingBox())!;
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.waitForFunction(
    `/at \\d/.test(document.querySelector(".chart .u-legend .u-value")?.textContent)`,
  );
}

async function openBin({ page }: Opened): Promise<void> {
  const ops = "details.bin.lost .ops";
  assert.equal(await isSeen(page, ops), false);
  await page.click("details.bin.lost summary");
  assert.equal(await isSeen(page, ops), true);
  assert.equal(await textIn(page, ops), "30");
}

/** From the list of anomalies to the story of the operation. */
async function followAnomaly({ page }: Opened): Promise<void> {
  await page.click('section[aria-labelledby="anomalies"] a[href="#op-30"]');
  assert.match(page.url(), /#op-30$/);
  const top = Number(
    await ask(page, `document.querySelector("#op-30").getBoundingClientRect().top`),
  );
  assert(top >= -1 && top < 900, `the story is in sight: ${top}`);
  assert.match(await textIn(page, "#op-30"), /Operation 30: lost/);
}

/** A phone shows the page without a scroll bar from left to right. */
async function lookOnPhone({ page }: Opened): Promise<void> {
  await page.setViewport({ width: 375, height: 700 });
  const content = Number(await ask(page, "document.documentElement.scrollWidth"));
  assert(content <= 375, `${content} pixels in 375`);
}

/** The luminance of a colour, as WCAG defines it. */
function luminance(color: string): number {
  const [r, g, b] = color.match(/\d+/g)!.slice(0, 3).map((part) => {
    const share = Number(part) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast of the text is that of WCAG AA at least, in both schemes. */
async function lookAtSchemes({ page }: Opened): Promise<void> {
  const grounds: string[] = [];
  for (const value of ["light", "dark"]) {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);
    const of = async (name: string) =>
      String(await ask(page, `getComputedStyle(document.body).${name}`));
    const [ground, text] = [await of("backgroundColor"), await of("color")];
    const [low, high] = [luminance(ground), luminance(text)].sort((a, b) => a - b);
    grounds.push(ground);
    assert((high + 0.05) / (low + 0.05) >= 4.5, value);
  }
  assert.notEqual(grounds[0], grounds[1]);
}

Deno.test("the page of a run in a browser", async (t) => {
  const folder = await Deno.makeTempDir();
  const browser = await openChromium();
  try {
    const path = await writePage(folder, events);
    const opened = await open(browser, path);
    await t.step("a chart shows the values under the mouse", () => hoverChart(opened));
    await t.step("a bin opens its operations", () => openBin(opened));
    await t.step("an anomaly leads to its story", () => followAnomaly(opened));
    await t.step("dark and light are readable", () => lookAtSchemes(opened));
    await t.step("a phone is wide enough", () => lookOnPhone(opened));
    await t.step("no request leaves the file, and no script fails", () => {
      assert.deepEqual(opened.requests, [pathToFileURL(path).href]);
      assert.deepEqual(opened.errors, []);
    });
    await t.step("without JavaScript the verdict and the funnel are readable", async () => {
      const { page } = await open(browser, path, false);
      const text = await page.content();
      assert.match(text, /BROKEN/);
      assert.match(text, /31 planned = 1 lost \+ 30 applied\./);
    });
  } finally {
    await browser.close();
    await Deno.remove(folder, { recursive: true });
  }
});
