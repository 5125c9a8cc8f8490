/** The page in each language: for kept, broken and unknown results, and for every phrase of a checker. */
import assert from "node:assert/strict";
import {
  asRun,
  commit,
  drained,
  type Event,
  fault,
  happy,
  invoke,
  judgementOf,
  meta,
  ok,
  sound,
  withRunFolder,
} from "../check/testing/hand_written.ts";
import { file, stop, totals } from "../check/testing/feed_cases.ts";
import { cases, claims } from "../check/testing/phrase_cases.ts";
import type { Curves } from "../history/curves.ts";
import { storyOf } from "../history/story.ts";
import { explain } from "./explain/explain.ts";
import { caseOf } from "../history/case.ts";
import { type Report, reportOf } from "./form.ts";
import { html } from "./html.ts";
import { reportForms } from "./mod.ts";
import { aboutNothing, type Result, toResult } from "./result.ts";
import { storySubjects } from "./story_text.ts";
import type { Language } from "./words/languages.ts";

const curves: Curves = {
  bucketMs: 100,
  committed: [1, 1],
  sent: [1, 0],
  sentAgain: 2,
  applied: [1, 0],
  redelivered: [0, 1],
  setAside: [1, 0],
  caller: { p50: [3, 3], p99: [3, 3] },
  endToEnd: { p50: [48, null], p99: [48, null] },
  hazards: [{ atMs: 500, name: "redelivery" }],
  outside: [{ writer: "relay", count: 12 }],
  samples: [{ role: "relay", rssBytes: [1e6, 2e6], backlog: [1, 0], lag: [0, 1] }],
};

const plan: Report["plan"] = {
  workload: {
    ...{ rate: 200, messages: 1_000, users: 100 },
    ...{ rollbackShare: 0.05, inFlightLimit: 256, timeoutMs: 5_000 },
  },
  episodes: [
    { name: "kill-relay", beginMs: 1_200, forMs: 500 },
    { name: "kill-target", pass: { text: "relay:after-read@3" }, forMs: 0 },
  ],
  points: [{ action: "crash", text: "relay:after-mark@3" }],
  commands: { relay: "java -jar mine.jar" },
};

const about = {
  ...aboutNothing,
  ...{ run: "outbox-status-1", lab: "outbox", variant: "status", broker: "kafka", seed: 7 },
  ...{ runtime: "local", versions: { kafka: "4.1.0" }, phasesMs: { drive: 5_000, drain: 900 } },
  notes: ["A note that the run wrote in English"],
};

/** A page with everything that a page can have. */
async function pageOf(
  events: Event[],
  language: Language,
  options?: Parameters<typeof judgementOf>[1],
): Promise<[Result, string]> {
  return await withRunFolder(asRun(events), async (folder) => {
    const judgement = await judgementOf(events, options);
    const result = {
      ...toResult(judgement, about),
      quietBecause: "quiet for a while; judged by effects",
      unbelieved: [{ role: "relay", kind: "effect", count: 163 }],
    };
    const subjects = storySubjects(result);
    const [op] = subjects.filter((subject) => typeof subject === "number");
    const report: Report = {
      ...reportOf(result, await storyOf(folder, subjects)),
      ...{ plan, curves, repeat: "asynclab run outbox/status" },
      explanation: op === undefined ? null : explain(await caseOf(folder, op)),
    };
    return [result, html.render(report, { language })];
  });
}

/** The page without its programs; the texts of charts are in their data. */
const shownOf = (page: string): string => `${bodyOf(page)} ${chartTexts(page).join("·")}`;

const bodyOf = (page: string): string =>
  page.slice(page.indexOf("<title>")).replace(/<(script|style)\b[^>]*>[^]*?<\/\1>/g, "·");

function chartTexts(page: string): string[] {
  const [, data] = /<script type="application\/json" id="data">([^]*?)<\/script>/.exec(page)!;
  const texts: string[] = [];
  JSON.parse(data, (_, value) => (typeof value === "string" && texts.push(value), value));
  return texts;
}

/**
 * Sentences in English that a page in another language shows. Code, names in one or two words, and
 * elements that say that they are in English are none.
 */
function englishIn(page: string): string[] {
  const shown = shownOf(page).replace(/<code>[^]*?<\/code>/g, "·")
    .replace(/<span lang="en">[^]*?<\/span>/g, "·")
    .replace(/<[^>]*?(?:aria-label="([^"]*)")?[^>]*>/g, "·$1·")
    .replace(/&(#\d+|[a-z]+);/g, "'");
  return [...shown.matchAll(/\b[a-z]+(?:,? [a-z]+){2,}/gi)].map(([sentence]) => sentence);
}

const korean = /\p{Script=Hangul}/u;

const lost: Event[] = [meta, ...happy(0), invoke(1), commit(1), ok(1), drained];
const histories: Record<Result["verdict"], Event[]> = {
  kept: [...sound, ...fault("f", 0.5, 30, { by: "process tree of it" })],
  broken: [...lost, ...fault("f", 0.5, 30)],
  unknown: [...sound, ...fault("f", 5, 30, { touched: 0 })],
};
const words = { kept: "지켜짐", broken: "깨짐", unknown: "판정 불가" } as const;

for (const [verdict, events] of Object.entries(histories)) {
  Deno.test(`the page of a run that is ${verdict} is Korean, but for names and marked English`, async () => {
    const [result, page] = await pageOf(events, "ko");
    assert.match(page, /<html lang="ko">/);
    assert.equal(result.verdict, verdict);
    const word = words[verdict as keyof typeof words];
    assert(page.includes(`<span class="verdict">${word}</span>`));
    assert(page.includes(`<title>${word} outbox/status (브로커 kafka) · asynclab</title>`));
    assert(page.includes('<span lang="en">A note that the run wrote in English</span>'));
    assert.deepEqual(englishIn(page), []);
  });

  Deno.test(`the page of a run that is ${verdict} has no Korean in English`, async () => {
    const [, page] = await pageOf(events, "en");
    assert.match(page, /<html lang="en">/);
    assert.doesNotMatch(page, korean);
    assert(englishIn(page).length > 30, "the detector sees sentences");
  });
}

Deno.test("the page of a business day that came late is Korean", async () => {
  const events = [
    ...sound,
    stop("deadline", 200),
    file("loaded", { at: 250 }),
    stop("check", 100),
    file("done"),
    totals("query", { count: 3 }),
    totals("target", { count: 2 }),
  ];
  const [, page] = await pageOf(events, "ko", { claims: [...claims] });
  assert.match(page, /영업일 2026-03-29: 늦음, 대상의 합계가 다름/);
  assert.deepEqual(englishIn(page), []);
});

Deno.test("each phrase of a checker is Korean on the page", async () => {
  for (const [code, { events, figures: _, ...options }] of Object.entries(cases)) {
    const judgement = await judgementOf(
      events.length === 0 ? [[]] : events,
      { ...options, claims: [...options.claims ?? claims] },
    );
    const report = { ...reportOf(toResult(judgement, aboutNothing)), curves };
    const page = html.render(report, { language: "ko" });
    assert.deepEqual(englishIn(page), [], code);
    assert.doesNotMatch(shownOf(page), /undefined|NaN|\[object/, code);
  }
});

Deno.test("a reason that another version worded stays English, and is marked", async () => {
  const result = toResult(await judgementOf(lost), aboutNothing);
  const [first, ...rest] = result.promises;
  const others = [
    { ...first, findings: [{ code: "of-later" }] },
    { ...first, findings: [{ code: "lost" }] },
    { ...first, why: "worded in another way; kill is not power loss: fsync was not tested" },
  ];
  for (const other of others) {
    const page = html.render(reportOf({ ...result, promises: [other, ...rest] }), {
      language: "ko",
    });
    assert.match(page, /<span lang="en">(1 operation lost|worded in another way)/);
    assert.deepEqual(englishIn(page), []);
  }
});

Deno.test("every other form is English in every language", async () => {
  const report = reportOf(toResult(await judgementOf(lost), about));
  for (const form of reportForms.filter(({ name }) => name !== "html")) {
    assert.equal(form.render(report, { language: "ko" }), form.render(report), form.name);
  }
});
