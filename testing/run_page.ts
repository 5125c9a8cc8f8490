/** The page of a run with hand-written events, in a browser. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "puppeteer-core";
import { judge } from "../harness/check/judge.ts";
import { defaultPromises } from "../harness/check/mod.ts";
import { asRun, type Event } from "../harness/check/testing/hand_written.ts";
import { readHistory } from "../harness/history/read.ts";
import { html } from "../harness/report/html.ts";
import { aboutNothing, toResult } from "../harness/report/result.ts";
import { reportOfRun } from "../harness/run/write_report.ts";

/**
 * Writes a run with these events into the folder, and its page.
 *
 * @param promises names of what is judged
 * @returns the path of the page
 */
export async function writePage(
  folder: string,
  events: readonly Event[],
  promises: readonly string[] = defaultPromises,
): Promise<string> {
  await Deno.mkdir(join(folder, "history"), { recursive: true });
  for (const [name, list] of Object.entries(asRun([...events]))) {
    const lines = list.map((event) => JSON.stringify(event) + "\n").join("");
    await Deno.writeTextFile(join(folder, "history", name), lines);
  }
  await Deno.writeTextFile(join(folder, "run.json"), "{}");
  const claims = promises.map((name) => ({ name, under: "any" as const }));
  const judgement = judge(await readHistory(folder), { claims, minimumOperations: 1 });
  const result = toResult(judgement, aboutNothing);
  const path = join(folder, "report.html");
  await Deno.writeTextFile(path, html.render(await reportOfRun(folder, result, null)));
  return path;
}

export interface Opened {
  readonly page: Page;
  /** Addresses that the page asked for, and errors of its scripts. */
  readonly requests: string[];
  readonly errors: string[];
}

export async function open(browser: Browser, path: string, javaScript = true): Promise<Opened> {
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
export const ask = (page: Page, expression: string) => page.evaluate(expression);
export const isSeen = (page: Page, selector: string) =>
  ask(page, `document.querySelector("${selector}").checkVisibility()`);
export const textIn = async (page: Page, selector: string) =>
  String(await ask(page, `document.querySelector("${selector}").textContent`));
