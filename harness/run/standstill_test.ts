/** How long nothing moved while work waited, look by look, without a clock. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Progress } from "../contract/lab.ts";
import { type Standstill, StandstillWatch, type Waiting, waitingIn } from "./standstill.ts";

const waiting: Progress = { committed: 10, sent: 7, applied: 7, backlog: 3, lag: 0 };
const quiet: Progress = { committed: 10, sent: 10, applied: 10, backlog: 0, lag: 0 };

interface Look {
  readonly atMs: number;
  /** Null: a server did not answer. */
  readonly seen: Progress | null;
  readonly isReady?: boolean;
  readonly waits?: Waiting | null;
}

function watched(looks: readonly Look[], limitMs = Infinity): StandstillWatch {
  let isReady = true;
  const watch = new StandstillWatch(limitMs, () => isReady);
  for (const look of looks) {
    isReady = look.isReady ?? true;
    if (look.seen === null) watch.interrupt(look.atMs);
    else watch.note(look.seen, look.waits, look.atMs);
  }
  return watch;
}

/** At 0, 1,000, 2,000, … ms. */
const each = (...all: readonly Omit<Look, "atMs">[]): Look[] =>
  all.map((look, i) => ({ ...look, atMs: i * 1_000 }));
const stoodMs = (looks: readonly Look[]): number => {
  const { longest } = watched(looks);
  return longest === null ? 0 : longest.toMs - longest.fromMs;
};
const still = { seen: waiting };

Deno.test("waiting work that does not move stands still from the first look to the last", () => {
  const watch = watched(each(still, still, still, still), 2_999);
  assert.deepEqual(watch.longest, { fromMs: 0, toMs: 3_000, backlog: 3, lag: 0 });
  assert.equal(watch.watchedMs, 3_000);
  assert(watch.isTooLong);
  assert(!watched(each(still, still, still, still), 3_000).isTooLong, "the limit itself is kept");
});

Deno.test("without waiting work there is no standstill", () => {
  assert.equal(watched(each({ seen: quiet }, { seen: quiet }, { seen: quiet })).longest, null);
  assert.equal(watched([]).longest, null);
  // Lost work does not wait: nobody will pick it up.
  const lost = { seen: { ...quiet, applied: 8 } };
  assert.equal(watched(each(lost, lost)).longest, null);
});

Deno.test("a slow consumer moves, and so does a consumer that sets rows aside", () => {
  const slow = [3, 2, 1].map((lag, i) => ({ seen: { ...quiet, applied: 7 + i, lag } }));
  assert.equal(stoodMs(each(...slow)), 0);
  const aside = [3, 2, 1].map((backlog) => ({ seen: { ...waiting, backlog } }));
  assert.equal(stoodMs(each(...aside)), 0);
  // Copies that a consumer recognises have no effect, but they still leave the broker.
  const copies = [30, 20, 10].map((lag) => ({ seen: { ...quiet, lag } }));
  assert.equal(stoodMs(each(...copies)), 0);
});

Deno.test("a consumer lag alone counts as waiting, and a heartbeat is not movement", () => {
  const unread = { seen: { ...quiet, applied: 9, lag: 1 } };
  assert.equal(stoodMs(each(unread, unread, unread)), 2_000);
  const beating = [10, 11, 12].map((sent) => ({ seen: { ...waiting, sent } }));
  assert.equal(stoodMs(each(...beating)), 2_000);
});

Deno.test("a lag that rises and falls with copies is not movement; a lag below all earlier ones is", () => {
  const lag = (...lags: number[]) => each(...lags.map((lag) => ({ seen: { ...waiting, lag } })));
  assert.equal(stoodMs(lag(0, 110, 220, 40, 110)), 4_000);
  assert.equal(stoodMs(lag(40, 110, 40, 39, 80)), 2_000);
  // A batch is sent again and marked: the consumer still has to handle its messages.
  const marked = [500, 400, 300].map((lag) => ({ seen: { ...waiting, backlog: 1, lag } }));
  assert.equal(stoodMs(each({ seen: waiting }, ...marked)), 0);
});

Deno.test("a backlog that rises and falls is not movement; a backlog below all earlier ones is", () => {
  const backlog = (...all: number[]) =>
    each(...all.map((backlog) => ({ seen: { ...waiting, backlog } })));
  assert.equal(stoodMs(backlog(40, 39, 40, 39, 40)), 3_000);
  assert.equal(stoodMs(backlog(40, 39, 38, 37)), 0);
});

Deno.test("a row that is not yet due does not wait", () => {
  const later = { seen: { ...waiting, due: 0, lag: null } };
  assert.equal(watched(each(later, later, later)).longest, null);
  const due = { seen: { ...waiting, due: 1, lag: null } };
  assert.equal(stoodMs(each(later, due, due, due, later, due)), 2_000);
  assert.deepEqual(waitingIn(due.seen), { backlog: 1, lag: null });
});

Deno.test("no standstill is counted while a role starts or a server is silent", () => {
  const starting = { ...still, isReady: false };
  assert.equal(stoodMs(each(still, still, starting, still, still, still)), 2_000);
  const silent = { seen: null };
  assert.equal(stoodMs(each(still, still, silent, still, still, still)), 2_000);
  assert.equal(watched(each(starting, starting, starting)).longest, null);
});

Deno.test("no standstill is counted during a rebalance", () => {
  const dealing = { ...still, waits: null };
  assert.equal(stoodMs(each(still, dealing, still, still)), 1_000);
  // Work that waits only according to a foreign program's own records may be done already.
  const booked = { ...still, waits: { backlog: 0, lag: null } };
  assert.equal(watched(each(booked, booked)).longest, null);
});

Deno.test("no standstill is counted while the machine itself stood still", () => {
  const looks = [0, 1_000, 4_000, 7_001, 8_000].map((atMs) => ({ ...still, atMs }));
  assert.equal(stoodMs(looks), 4_000);
});

/** By the definition: the longest time from one look to another with nothing but a standstill between. */
function naiveStoodMs(looks: readonly Look[]): number {
  const all = looks.flatMap(({ seen }, at) => seen === null ? [] : [{ ...seen, at }]);
  type Counts = typeof all[number];
  const since = (look: Counts, isStart: (look: Counts) => boolean) =>
    all.slice(all.findLastIndex((one) => one.at <= look.at && isStart(one)), all.indexOf(look));
  const isNew = (look: Counts) => {
    const before = all[all.indexOf(look) - 1];
    return before === undefined || before.committed !== look.committed ||
      before.applied !== look.applied;
  };
  const falls = (look: Counts) =>
    isNew(look) || look.backlog < Math.min(...since(look, isNew).map(({ backlog }) => backlog));
  const lagOf = ({ lag }: Counts) => lag ?? Infinity;
  const moves = (at: number) => {
    const look = all.find((one) => one.at === at)!;
    return falls(look) || lagOf(look) < Math.min(...since(look, falls).map(lagOf));
  };
  const waits = ({ seen, waits, isReady }: Look) => {
    const what = waits === undefined ? seen && waitingIn(seen) : waits;
    return seen !== null && isReady !== false && what !== null &&
      what.backlog + (what.lag ?? 0) > 0;
  };
  let longestMs = 0;
  for (let from = 0; from < looks.length; from++) {
    for (let to = from; to < looks.length; to++) {
      const part = looks.slice(from, to + 1);
      const isStill = part.every((look, i) =>
        waits(look) &&
        (i === 0 || (!moves(from + i) && look.atMs - part[i - 1].atMs <= 3_000))
      );
      if (isStill) longestMs = Math.max(longestMs, looks[to].atMs - looks[from].atMs);
    }
  }
  return longestMs;
}

Deno.test("the watch finds the longest of all standstills", () => {
  const progress = fc.record({
    committed: fc.constant(10),
    sent: fc.nat(3),
    applied: fc.constantFrom(7, 7, 8),
    backlog: fc.constantFrom(0, 3, 3),
    due: fc.constantFrom(undefined, undefined, 0, 1),
    lag: fc.constantFrom(null, 0, 1, 2, 2, 2, 3),
  });
  const looks = fc.array(
    fc.record({
      afterMs: fc.constantFrom(50, 400, 2_999, 3_000, 3_001),
      seen: fc.option(progress, { freq: 8 }),
      isReady: fc.constantFrom(true, true, true, true, false),
      waits: fc.constantFrom<Waiting | null | undefined>(
        ...[undefined, undefined, undefined, null, { backlog: 2, lag: null }],
      ),
    }),
    { maxLength: 12 },
  ).map((all) => {
    let atMs = 0;
    return all.map(({ afterMs, ...look }) => ({ ...look, atMs: atMs += afterMs }));
  });
  fc.assert(
    fc.property(looks, fc.constantFrom(0, 400, 3_000), (looks, limitMs) => {
      const watch = watched(looks, limitMs);
      const longest: Standstill | null = watch.longest;
      const longestMs = longest === null ? 0 : longest.toMs - longest.fromMs;
      assert.equal(longestMs, naiveStoodMs(looks));
      assert.equal(watch.isTooLong, longestMs > limitMs);
    }),
    { numRuns: 3_000 },
  );
});
