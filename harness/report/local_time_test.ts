/** Business times as a person reads them, around changes of the clock. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { dateOf, inZone, timeSince } from "./local_time.ts";

Deno.test("a time has its date where that is another one, and its offset where the clock shows it twice", () => {
  const [seoul, berlin] = ["Asia/Seoul", "Europe/Berlin"];
  const evening = "2026-03-29T19:00:00+09:00";
  assert.equal(dateOf(evening), "2026-03-29");
  assert.equal(timeSince("2026-03-29", evening, seoul), "19:00");
  assert.equal(timeSince("2026-03-28", evening, seoul), "03-29 19:00");
  assert.equal(timeSince("2026-03-29", "2026-03-29T19:00:30.5+09:00", seoul), "19:00:30.5");
  assert.equal(timeSince("2026-10-25", "2026-10-25T02:30:00+01:00", berlin), "02:30+01:00");
  assert.equal(timeSince("2026-10-25", "2026-10-25T03:00:00+01:00", berlin), "03:00");
  assert.equal(timeSince("2026-10-25", "2026-10-25T02:30:00+00:00", null), "02:30");
});

Deno.test("an instant is shown in the zone, and nothing else is", () => {
  const instant = "2026-03-28T15:00:00.000001Z";
  assert.equal(inZone(instant, "Asia/Seoul"), "2026-03-29 00:00:00.000001 Asia/Seoul");
  assert.equal(
    inZone("2026-04-04T15:15:00Z", "Australia/Lord_Howe"),
    [
      "2026-04-05 01:45+10:30",
      "Australia/Lord_Howe",
    ].join(" "),
  );
  for (const wrong of [null, 7, "", "soon", "2026-03-29"]) {
    assert.equal(inZone(wrong, "Asia/Seoul"), null);
  }
  assert.equal(inZone(instant, null), null);
});

Deno.test("no two minutes of a zone look alike", () => {
  const zones = ["Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Seoul"];
  const [from, to] = ["2017-01-01T00:00:00Z", "2018-12-31T00:00:00Z"].map(Date.parse);
  const minute = fc.integer({ min: from / 60_000, max: to / 60_000 });
  const near = fc.integer({ min: 1, max: 180 });
  fc.assert(fc.property(fc.constantFrom(...zones), minute, near, (zone, one, more) => {
    const [a, b] = [one, one + more].map((at) => new Date(at * 60_000).toISOString());
    assert.notEqual(inZone(a, zone), inZone(b, zone));
  }));
});
