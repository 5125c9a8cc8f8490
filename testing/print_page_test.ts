/** The page of a run on paper: one sheet of A4, with the proof, and a line that names the rest. */
import assert from "node:assert/strict";
import type { Browser, Page } from "puppeteer-core";
import { defaultPromises } from "../harness/check/mod.ts";
import { file, stop, totals } from "../harness/check/testing/feed_cases.ts";
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
import { ask, isSeen, open, writePage } from "./run_page.ts";

const first = [meta, ...Array.from({ length: 30 }, (_, op) => happy(op)).flat()];
const watched: Event[] = ["oldest-row", "consumer-lag", "dead-letters"].map((name) => (
  { at: 60, kind: "monitor", name, value: 1, limit: 30 }
));
const day = (date: string): Event[] => [
  stop("schedule", 60, { date }),
  stop("check", 100, { date }),
  stop("deadline", 200, { date }),
  ...["query", "target"].map((side) => totals(side, { date, count: 30 })),
  ...["sent", "loaded", "done"].map((state) => file(state, { date, at: 90 })),
];

const kept: Event[] = [...first, ...watched, drained];
/** 40 operations are lost under three faults, and the first has a long story. */
const broken: Event[] = [
  ...first,
  ...watched,
  ...Array.from({ length: 40 }, (_, i) => [invoke(30 + i), commit(30 + i), ok(30 + i)]).flat(),
  ...Array.from({ length: 60 }, (_, i) => (
    { at: 70 + i, kind: "hazard", name: "in-hand", op: 30, source: "sample" }
  )),
  ...["f", "g", "h"].flatMap((id, i) => fault(id, 150 + i * 100, 200 + i * 100)),
  drained,
];
const batch: Event[] = [
  ...first,
  ...["2026-03-27", "2026-03-28", "2026-03-29"].flatMap(day),
  drained,
];

const ofBatch = [
  ...defaultPromises,
  ...["progresses", "on-time", "totals-agree", "nothing-unread-removed", "known-server"],
];

/** The pages of a PDF: each has a dictionary of the type `Page`. */
async function sheetsOf(page: Page): Promise<number> {
  const pdf = new TextDecoder("latin1").decode(await page.pdf({ format: "A4" }));
  return [...pdf.matchAll(/\/Type\s*\/Page\b/g)].length;
}

/** Opens a page as a printer sees it, after it was printed on one sheet. */
async function printed(browser: Browser, events: Event[], promises?: readonly string[]) {
  const folder = await Deno.makeTempDir();
  try {
    const { page, errors } = await open(browser, await writePage(folder, events, promises));
    const before = await ask(page, "document.body.innerText");
    assert.equal(await sheetsOf(page), 1);
    assert.equal(await ask(page, "document.body.innerText"), before, "the screen is as it was");
    assert.deepEqual(errors, []);
    await page.emulateMediaType("print");
    for (const seen of ["header .verdict", "#promises", "#funnel", "footer .printed"]) {
      assert.equal(await isSeen(page, seen), true, seen);
    }
    for (const seen of ["#operations", "#percentiles", "[data-chart=flow]"]) {
      assert.equal(await isSeen(page, seen), false, seen);
    }
    return page;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a run is printed on one sheet", async (t) => {
  const browser = await openChromium();
  try {
    await t.step("kept", async () => {
      const page = await printed(browser, kept);
      assert.equal(await isSeen(page, "#monitors"), true);
      assert.equal(await isSeen(page, "[data-chart=latency]"), true);
    });
    await t.step("broken: with the proof of the first anomaly", async () => {
      const page = await printed(browser, broken);
      for (const seen of ["#explanation", "#monitors", "[data-chart=latency]"]) {
        assert.equal(await isSeen(page, seen), true, seen);
      }
      assert.equal(await isSeen(page, "#stories"), false, "its proof says the same");
    });
    await t.step("batch: kept, and with a day that is late", async () => {
      await printed(browser, batch, ofBatch);
      const late = file("loaded", { date: "2026-03-30", at: 250 });
      const day = stop("deadline", 200, { date: "2026-03-30" });
      const page = await printed(browser, [...batch, day, late], ofBatch);
      assert.equal(await isSeen(page, "#stories"), true, "a day has a story and no proof");
    });
    await t.step("without JavaScript too", async () => {
      const folder = await Deno.makeTempDir();
      const { page } = await open(browser, await writePage(folder, broken), false);
      assert.equal(await sheetsOf(page), 1);
      await Deno.remove(folder, { recursive: true });
    });
  } finally {
    await browser.close();
  }
});
