import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import {
  commit,
  drained,
  type Event,
  fault,
  happy,
  invoke,
  judgementOf,
  meta,
  ok,
} from "../check/testing/hand_written.ts";
import type { Curves } from "../history/curves.ts";
import { type Report, reportOf } from "./form.ts";
import { html } from "./html.ts";
import { markup } from "./markup.ts";
import { aboutNothing, notPowerLoss, toResult } from "./result.ts";

const lost: Event[] = [meta, ...happy(0), invoke(1), commit(1), ok(1), drained];

const curvesNamed = (role: string): Curves => ({
  bucketMs: 100,
  committed: [1, 1],
  sent: [1, 0],
  sentAgain: 0,
  applied: [1, 0],
  redelivered: [0, 1],
  setAside: [1, 0],
  caller: { p50: [3, 3], p99: [3, 3] },
  endToEnd: { p50: [48, null], p99: [48, null] },
  outside: [],
  hazards: null,
  samples: [{ role, rssBytes: [1e6, 2e6], backlog: [1, 0], lag: [0, 1] }],
});

/** Returns a page with `text` in every place that a history or a person can fill. */
async function pageWith(text: string): Promise<string> {
  const judgement = await judgementOf([
    ...lost,
    ...fault(`f${text}`, 5, 30, {}, `kill${text}`),
    ...fault("g", 500, 600, { touched: 0 }, `pause${text}`),
  ]);
  const about = { run: text, lab: text, broker: text, variant: text, seed: 7, runtime: text };
  const result = toResult(judgement, { ...aboutNothing, ...about, versions: { [text]: text } });
  const workload = {
    rate: 1,
    messages: 1,
    users: 1,
    rollbackShare: 0.05,
    inFlightLimit: 1,
    timeoutMs: 1,
  };
  const report: Report = {
    result,
    plan: {
      workload,
      episodes: [
        { name: text, aim: text, beginMs: 1, forMs: 1 },
        { name: text, pass: { text }, forMs: 1 },
      ],
      points: [{ action: text, text }],
      commands: { [text]: text },
    },
    repeat: text,
    curves: curvesNamed(text),
    explanation: null,
    history: null,
    stories: new Map([[1, [{ ...invoke(1), kind: text, key: text, value: text, [text]: text }]]]),
  };
  return html.render(report);
}

/** Returns the elements of the page, without text and without the values of attributes. */
function skeleton(page: string): string[] {
  const withoutPrograms = page.replace(/(<(script|style)[^>]*>)[^]*?(<\/\2>)/g, "$1$3");
  return [...withoutPrograms.matchAll(/<!?\/?([a-z0-9]+)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>/gi)]
    .map(([, name, attributes]) =>
      [name, ...[...attributes.matchAll(/([a-z-]+)="/g)].map(([, attribute]) => attribute)].join(
        " ",
      )
    );
}

const notSpan = (element: string) => element !== "span";

const dataIn = (page: string) =>
  JSON.parse(/<script type="application\/json" id="data">([^]*?)<\/script>/.exec(page)![1]);

Deno.test("no text can add an element or an attribute, or end a script", async () => {
  const harmless = skeleton(await pageWith("word"));
  assert(harmless.length > 100);
  const nasty = fc.oneof(
    fc.constantFrom(
      "</script><script>alert(1)</script>",
      "<!--<script>",
      `"><img src=x onerror=alert(1)>`,
      `' onload='x`,
      "]]></style><svg/onload=x>",
      "&lt;b&gt;&#60;",
      "${x}`",
      "\u2028\u202e\ud800\u0000",
    ),
    fc.string({ unit: fc.constantFrom(..."<>&\"'/!-= scriptonx".split("")), minLength: 1 }),
  );
  await fc.assert(
    fc.asyncProperty(nasty, async (text) => {
      const page = await pageWith(text);
      const found = skeleton(page);
      assert.deepEqual(found.filter(notSpan), harmless.filter(notSpan));
      // Each word of a command is in a span: one opening tag and one closing tag.
      assert.equal(found.length - harmless.length, 2 * (text.split(" ").length - 1));
      assert.equal(dataIn(page).charts.length, 5);
      // deno-lint-ignore no-control-regex
      assert.doesNotMatch(page, /[\u0000-\u0008\u202a-\u202e]/);
    }),
    { numRuns: 60 },
  );
});

Deno.test("the page shows escaped text as it was written", async () => {
  const page = await pageWith("a<b>&\"'");
  assert.match(page, /a&lt;b&gt;&amp;&quot;&#39;/);
  assert.equal(dataIn(page).charts.at(-1).lines[0].label, "a<b>&\"'");
});

/** Runs the page's script on the page's data. Returns the texts on each chart's axis and legend. */
function drawn(page: string): { axis: string[]; legend: string[] }[] {
  const shown: { axis: string[]; legend: string[] }[] = [];
  const { charts } = dataIn(page);
  const places = charts.map(({ id }: { id: string }) => ({
    dataset: { chart: id },
    clientWidth: 800,
  }));
  // deno-lint-ignore no-explicit-any -- uPlot alone knows the type of its options
  const plot = function (options: any, data: number[][]) {
    assert(data.every(({ length }) => length === data[0].length));
    const [, ...lines] = options.series;
    shown.push({
      axis: options.axes[1].values(null, [0, null, 1_500]),
      legend: lines.map(({ value }: { value(of: null, at: number): string }) => value(null, 1_500)),
    });
  };
  const stubs = {
    document: {
      getElementById: () => ({ textContent: JSON.stringify(dataIn(page)) }),
      querySelectorAll: () => places,
    },
    uPlot: plot,
    ResizeObserver: class {
      observe() {}
    },
    matchMedia: () => ({ addEventListener() {} }),
  };
  const program = [...page.matchAll(/<script>([^]*?)<\/script>/g)].at(-1)![1];
  new Function(...Object.keys(stubs), program)(...Object.values(stubs));
  return shown;
}

Deno.test("every chart is drawn, each with its unit", async () => {
  const charts = drawn(await pageWith("word"));
  assert.equal(charts.length, 5);
  for (const { axis, legend } of charts) {
    assert.equal(axis.length, 3);
    assert(legend.length > 0 && legend.every((text) => text !== ""));
  }
  assert.deepEqual(charts.at(-1)!.axis, ["0 MiB", "", "1500 MiB"]);
  assert.deepEqual(charts[1].legend[0], "1.5 s");
});

Deno.test("the page fetches nothing, and only its own programs may run", async () => {
  const page = await pageWith("word");
  const rest = page.replace(/<script>[^]*?<\/script>/g, "");
  // Links lead to places of the page only.
  assert.doesNotMatch(rest, /\bsrc=|\bhref="(?!#)|url\(|@import/);
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)![1];
  assert.match(policy, /^default-src &#39;none&#39;/);
  const allowed = [...policy.matchAll(/sha256-([\w+/=]+)/g)].map(([, hash]) => hash);
  const programs = [...page.matchAll(/<script>([^]*?)<\/script>/g)].map(([, text]) =>
    createHash("sha256").update(text).digest("base64")
  );
  assert.equal(programs.length, 2);
  assert.deepEqual(programs, allowed);
});

Deno.test("the page has the verdict first, then the story, and says that kill is not power loss", async () => {
  const page = await pageWith("word");
  const text = page.slice(page.indexOf("<body>"));
  assert.match(text, /^<body>\n<header class="broken">\n<h1><span class="verdict">BROKEN/);
  assert.match(text, /no-loss: 1 operation lost, last seen at the source: op 1/);
  assert.match(text, /Operation 1: lost/);
  assert.match(text, /touched nothing/);
  assert(text.toLowerCase().includes(notPowerLoss));
});

Deno.test("the page shows how many callers failed, in the section of latencies", async () => {
  assert.doesNotMatch(await pageWith("word"), /Callers without an ok/);
  const judgement = await judgementOf([...lost, invoke(2), ...fault("f", 5, 30)]);
  const page = html.render({
    ...reportOf(toResult(judgement, aboutNothing)),
    curves: curvesNamed(""),
  });
  assert.match(
    page,
    /<p>Callers without an ok \(planned rollbacks not counted\): during 1 of 2\.<\/p>/,
  );
});

Deno.test("the page names twins, how faults reached targets, unbelieved events and times outside of the run", async () => {
  const events = [meta, ...happy(0), drained, ...fault("f", 0.5, 30, { by: "process tree" })];
  const judgement = {
    ...await judgementOf(events),
    unbelieved: [{ role: "relay", kind: "effect", count: 163 }],
    quietBecause: "quiet; judged by effects",
  };
  const about = { ...aboutNothing, variant: "last-id", breaks: "no-loss" };
  const curves = { ...curvesNamed(""), outside: [{ writer: "relay", count: 12 }] };
  const result = toResult(judgement, about);
  const page = html.render({ ...reportOf(result), curves });
  assert.match(page, /<p class="reason">last-id is known to be broken \(no-loss\);/);
  assert.match(page, /<td[^>]*>process tree<\/td>/);
  assert.match(page, /<li>relay wrote 163 effect events: not believed\.<\/li>/);
  assert.match(page, /<li>drained: quiet; judged by effects\.<\/li>/);
  assert.match(page, /12 events of relay with times outside of the run are not drawn\./);
});

Deno.test("the page names a halt, and the promises that are not judged after it", async () => {
  const halted = { at: 60, kind: "halted", role: "relay", why: "the slot is <gone>" };
  const rest = { ...drained, complete: false, atRest: true };
  const events = [meta, ...happy(0), rest, ...fault("f", 0.5, 30), halted];
  const page = async (haltsUnder: string[]) => {
    const judgement = await judgementOf(events, { haltsUnder });
    const result = toResult(judgement, aboutNothing);
    return html.render({ ...reportOf(result), curves: curvesNamed("") });
  };
  const honest = await page(["kill-relay"]);
  assert.match(
    honest,
    /<p>Halted: relay at 60 ms, after kill-relay: the slot is &lt;gone&gt;\.<\/p>/,
  );
  assert.match(honest, /<li>no-loss is not judged after a halt\.<\/li>/);
  assert.match(await page([]), /<p>Halted: relay at 60 ms: the slot is &lt;gone&gt;\.<\/p>/);
});

Deno.test("the page of an empty history shows the verdict", async () => {
  const judgement = await judgementOf([]);
  const none = { p50: [], p99: [] };
  const page = html.render({
    ...reportOf(toResult(judgement, aboutNothing)),
    curves: {
      ...curvesNamed(""),
      ...{ committed: [], sent: [], applied: [], redelivered: [], setAside: [] },
      ...{ caller: none, endToEnd: none, samples: [] },
    },
  });
  assert.match(page, /<header class="unknown">/);
  assert.deepEqual(dataIn(page), { charts: [], bands: [], marks: [], at: "at" });
});

Deno.test("markup inserted into markup is kept, text is escaped, and null adds nothing", () => {
  const inner = markup`<b>${"<"}</b>`;
  assert.equal(
    String(markup`<p>${inner}${[inner, 1, null]}</p>`),
    "<p><b>&lt;</b><b>&lt;</b>1</p>",
  );
});

Deno.test("the page says what threatened each promise, or that nothing did, or that nobody sees it", async () => {
  const seen = { ...meta, hazards: ["in-hand"] };
  const hazard = { at: 9, kind: "hazard", name: "redelivery", op: 0, source: "<b>" };
  const result = toResult(
    await judgementOf([seen, ...happy(0), ...happy(1), hazard, drained]),
    aboutNothing,
  );
  const page = html.render(reportOf(result));
  assert.match(page, /no-loss<.*>kept, not threatened<.*<td[^>]*>not threatened</);
  assert.match(page, /no-duplicate<.*>kept<.*<td[^>]*>redelivery 1 \(&lt;b&gt;\)</);
  assert.match(page, /no-phantom<.*>kept<.*<td[^>]*>cannot be seen</);
});
