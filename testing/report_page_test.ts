/** The page of a run in a real browser: charts, bins, links, widths, print, and no request. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "puppeteer-core";
import { judge } from "../harness/check/judge.ts";
import { defaultPromises } from "../harness/check/mod.ts";
import {
  asRun,
  commit,
  drained,
  type Event,
  fault,
  happy,
  invoke,
  meta,
  ok,
} from "../harness/check/testing/hand_written.ts";
import { readHistory } from "../harness/history/read.ts";
import { html } from "../harness/report/html.ts";
import { aboutNothing, toResult } from "../harness/report/result.ts";
import { reportOfRun } from "../harness/run/write_report.ts";
import { openChromium } from "./chromium.ts";

const claims = defaultPromises.map((name) => ({ name, under: "any" as const }));

/** Operation 30 is lost under a fault. */
const events: Event[] = [
  meta,
  ...Array.from({ length: 30 }, (_, op) => happy(op)).flat(),
  ...[invoke(30), commit(30), ok(30)],
  ...fault("f", 150, 200),
  drained,
];

/** Writes the page of a run with these events; returns its path. */
async function writePage(folder: string): Promise<string> {
  await Deno.mkdir(join(folder, "history"));
  for (const [name, list] of Object.entries(asRun(events))) {
    const lines = list.map((event) => JSON.stringify(event) + "\n").join("");
    await Deno.writeTextFile(join(folder, "history", name), lines);
  }
  await Deno.writeTextFile(join(folder, "run.json"), "{}");
  const facts = await readHistory(folder);
  const result = toResult(judge(facts, { claims, minimumOperations: 1 }), aboutNothing);
  const path = join(folder, "report.html");
  await Deno.writeTextFile(path, html.render(await reportOfRun(folder, result, null)));
  return path;
}

interface Opened {
  readonly page: Page;
  /** Addresses that the page asked for, and errors of its scripts. */
  readonly requests: string[];
  readonly errors: string[];
}

async function open(browser: Browser, path: string, javaScript = true): Promise<Opened> {
  const page = await browser.newPage();
  const [requests, errors]: [string[], string[]] = [[], []];
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.setJavaScriptEnabled(javaScript);
  await page.setViewport({ width: 1_280, height: 900 });
  await page.goto(pathToFileURL(path).href);
  return { page, requests, errors };
}

/** Runs a JavaScript expression in the page. */
const ask = (page: Page, expression: string) => page.evaluate(expression);
const isSeen = (page: Page, selector: string) =>
  ask(page, `document.querySelector("${selector}").checkVisibility()`);
const textIn = async (page: Page, selector: string) =>
  String(await ask(page, `document.querySelector("${selector}").textContent`));

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

async function print({ page }: Opened): Promise<void> {
  await page.emulateMediaType("print");
  assert.equal(await isSeen(page, "header .verdict"), true);
  assert.equal(await isSeen(page, "#funnel"), true);
  const pdf = await page.pdf({ format: "A4" });
  assert.equal(new TextDecoder("latin1").decode(pdf.subarray(0, 5)), "%PDF-");
  await page.emulateMediaType();
}

Deno.test("the page of a run in a browser", async (t) => {
  const folder = await Deno.makeTempDir();
  const browser = await openChromium();
  try {
    const path = await writePage(folder);
    const opened = await open(browser, path);
    await t.step("a chart shows the values under the mouse", () => hoverChart(opened));
    await t.step("a bin opens its operations", () => openBin(opened));
    await t.step("an anomaly leads to its story", () => followAnomaly(opened));
    await t.step("dark and light are readable", () => lookAtSchemes(opened));
    await t.step("a phone is wide enough", () => lookOnPhone(opened));
    await t.step("it can be printed", () => print(opened));
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
