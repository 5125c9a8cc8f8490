import assert from "node:assert/strict";
import type { BusinessClock } from "../contract/business_clock.ts";
import { clockThing } from "../contract/clock_thing.ts";
import type { FaultContext } from "../contract/lab.ts";
import { clockChange } from "./clock_change.ts";
import { wrongTimezone } from "./wrong_timezone.ts";

/** A clock whose answers are counted as the real one counts them. */
function fakeClock(zone: string) {
  const told: string[] = [];
  let [shiftMs, other, shifted, rezoned] = [0, null as string | null, 0, 0];
  const clock: BusinessClock = {
    zone,
    shift: (ms) => void (shiftMs = ms),
    setZone: (name) => void (other = name),
    answers: () => ({ all: told.length, shifted, rezoned }),
  };
  const ask = () => {
    if (shiftMs !== 0) shifted++;
    if (other !== null) rezoned++;
    told.push(`${shiftMs} ${other ?? zone}`);
  };
  return { context: { clock } as FaultContext, ask, told };
}

Deno.test("a clock change goes an hour forward and back, and touches the answers between", async () => {
  const { context, ask, told } = fakeClock("Asia/Seoul");
  const fault = clockChange.on(clockThing)!;
  assert.equal(fault.name, "clock-change");
  for (const count of [2, 0]) {
    ask();
    const disturbance = await fault.begin(context);
    for (let i = 0; i < count; i++) ask();
    assert.deepEqual(await disturbance.end(), { touched: count });
    ask();
  }
  const [right, wrong] = ["0 Asia/Seoul", "3600000 Asia/Seoul"];
  assert.deepEqual(told, [right, wrong, wrong, right, right, right]);
});

Deno.test("a wrong time zone is another one, and touches the answers meanwhile", async () => {
  for (const zone of ["Asia/Seoul", "America/New_York", "UTC"]) {
    const { context, ask, told } = fakeClock(zone);
    const disturbance = await wrongTimezone.on(clockThing)!.begin(context);
    ask();
    assert.deepEqual(await disturbance.end(), { touched: 1 });
    ask();
    assert.notEqual(told[0], `0 ${zone}`);
    assert.equal(told[1], `0 ${zone}`);
  }
});

Deno.test("a fault on the clock needs a style with a calendar", () => {
  assert.throws(
    () => clockChange.on(clockThing)!.begin({} as FaultContext),
    /The style of this run has no calendar/,
  );
});
