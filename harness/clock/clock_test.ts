import assert from "node:assert/strict";
import { sleep } from "../timer.ts";
import { type ClockEvent, openClock } from "./clock.ts";
import { type CalendarOptions, utcCalendar } from "./testing/calendar.ts";

type Answer = { now: string; zone: string };

const loadDurationMs = 300;
const noLimit = () => Infinity;

function open(options: Partial<CalendarOptions> = {}) {
  const events: ClockEvent[] = [];
  const errors: unknown[] = [];
  const abort = new AbortController();
  const calendar = utcCalendar({ days: 3, ...options });
  const clock = openClock({
    calendar,
    nowMs: () => performance.now(),
    loadDurationMs,
    record: (event) => events.push(event),
    giveUp: (error) => errors.push(error),
    signal: abort.signal,
  });
  const ask = async (): Promise<Answer> => await (await fetch(clock.url)).json();
  return { clock, events, errors, ask, calendar, abort };
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const limit = performance.now() + 20_000;
  while (!await isSo()) {
    assert(performance.now() < limit, "it never came");
    await sleep(5);
  }
}

Deno.test("the clock stands at the load's first instant until the load begins", async () => {
  const { clock, ask, events } = open();
  await using _ = clock;
  await sleep(60);
  assert.deepEqual(await ask(), { now: "2026-03-01T00:00:00.000000Z", zone: "Asia/Seoul" });
  assert.deepEqual(events, []);
  clock.loadBegan(performance.now(), noLimit);
  await until(async () => (await ask()).now > "2026-03-01T00:00:00.000000Z");
});

Deno.test("while the load lasts the clock stays within it, and then goes from stop to stop", async () => {
  const { clock, ask, events } = open();
  await using _ = clock;
  clock.loadBegan(performance.now(), noLimit);
  await until(async () => (await ask()).now === "2026-03-04T00:00:00.000000Z");
  await sleep(60);
  assert.equal((await ask()).now, "2026-03-04T00:00:00.000000Z");
  assert(!clock.isPastLoad);
  clock.loadEnded();
  await until(() => clock.isPastLoad);
  const texts = events.map(({ name, date, business }) => `${name} ${date} ${business}`);
  assert.deepEqual(texts.slice(0, 7), [
    "schedule 2026-03-01 2026-03-02T19:00:00.000000Z",
    "check 2026-03-01 2026-03-02T20:00:00.000000Z",
    "deadline 2026-03-01 2026-03-03T07:00:00.000000Z",
    "schedule 2026-03-02 2026-03-03T19:00:00.000000Z",
    "check 2026-03-02 2026-03-03T20:00:00.000000Z",
    "deadline 2026-03-02 2026-03-04T07:00:00.000000Z",
    "schedule 2026-03-03 2026-03-04T19:00:00.000000Z",
  ]);
  const at = texts.indexOf("deadline 2026-03-03 2026-03-05T07:00:00.000000Z");
  assert.equal(at, 8);
  assert.deepEqual(new Set(events.map(({ zone }) => zone)), new Set(["Asia/Seoul"]));
  for (const { date, isAfterLoad = false } of events) {
    assert.equal(isAfterLoad, date > "2026-03-03");
  }
});

Deno.test("an operation without an outcome holds the clock before the operation's time", async () => {
  const { clock, ask } = open();
  await using _ = clock;
  let answeredMs = 100;
  clock.loadBegan(performance.now(), () => answeredMs);
  const first = "2026-03-02T00:00:00.000000Z";
  await until(async () => (await ask()).now === first);
  await sleep(60);
  assert.equal((await ask()).now, first);
  answeredMs = 200;
  await until(async () => (await ask()).now === "2026-03-03T00:00:00.000000Z");
  clock.loadEnded();
  await until(() => clock.isPastLoad);
});

Deno.test("the clock waits just before a stop until its work is done, also while a server is away", async () => {
  const answers = [new Error("away"), false, false];
  let isReleased = false;
  let asked = 0;
  const { clock, ask, events, errors } = open({
    waitMs: (name) => name === "check" ? 60_000 : 0,
    isDone: () => {
      asked++;
      const next = answers.shift() ?? isReleased;
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    },
  });
  await using _ = clock;
  clock.loadBegan(performance.now(), noLimit);
  clock.loadEnded();
  await until(() => asked > 4);
  assert.equal((await ask()).now, "2026-03-02T19:59:59.999999Z");
  assert.deepEqual(events.map(({ name }) => name), ["schedule"]);
  isReleased = true;
  await until(() => clock.isPastLoad);
  assert.deepEqual(errors, []);
});

Deno.test("the clock moves on after its longest wait, even where a question gets no answer", async () => {
  const { clock } = open({ waitMs: () => 30, isDone: () => new Promise(() => {}) });
  await using _ = clock;
  clock.loadBegan(performance.now(), noLimit);
  clock.loadEnded();
  await until(() => clock.isPastLoad);
});

Deno.test("a shift and a zone change the answers alone, and are counted", async () => {
  const { clock, ask, events } = open();
  await using _ = clock;
  await ask();
  clock.shift(3_600_000);
  assert.equal((await ask()).now, "2026-03-01T01:00:00.000000Z");
  clock.setZone("America/New_York");
  assert.equal((await ask()).zone, "America/New_York");
  clock.shift(-1_000);
  assert.equal((await ask()).now, "2026-02-28T23:59:59.000000Z");
  clock.shift(0);
  clock.setZone(null);
  assert.deepEqual(await ask(), { now: "2026-03-01T00:00:00.000000Z", zone: "Asia/Seoul" });
  assert.deepEqual(clock.answers(), { all: 5, shifted: 3, rezoned: 2 });
  assert.deepEqual(events, []);
});

Deno.test("a frozen clock answers and does not move; another method is refused", async () => {
  const { clock, ask } = open();
  await using _ = clock;
  clock.loadBegan(performance.now(), noLimit);
  clock.loadEnded();
  await until(() => clock.isPastLoad);
  clock.freeze();
  const { now } = await ask();
  await sleep(50);
  assert.equal((await ask()).now, now);
  const response = await fetch(clock.url, { method: "POST", body: "{}" });
  await response.body?.cancel();
  assert.equal(response.status, 405);
});

Deno.test("a calendar that stops ends the run", async () => {
  let calls = 0;
  const calendar = utcCalendar({ days: 3 });
  const errors: Error[] = [];
  await using clock = openClock({
    calendar: {
      ...calendar,
      nextStop: (after) => ({ ...calendar.nextStop(after), ...(++calls > 12 && { at: after }) }),
    },
    nowMs: () => performance.now(),
    loadDurationMs,
    record: () => {},
    giveUp: (error) => errors.push(error as Error),
    signal: new AbortController().signal,
  });
  clock.loadBegan(performance.now(), noLimit);
  clock.loadEnded();
  await until(() => errors.length > 0);
  await sleep(40);
  assert.deepEqual(errors.length, 1);
  assert.match(errors[0].message, /it must be later/);
});
