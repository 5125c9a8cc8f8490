import assert from "node:assert/strict";
import fc from "fast-check";
import { exitCode, Refusal } from "../harness/errors.ts";
import { known } from "../harness/plan/known.ts";
import { bytes, duration, once, positive, share, whole } from "./words.ts";

const refused = (text: RegExp) => (error: unknown) =>
  error instanceof Refusal && error.code === exitCode.usage && text.test(error.message);

Deno.test("a rate is a number above 0", () => {
  const rate = positive("--rate");
  assert.equal(rate("0.5"), 0.5);
  for (const wrong of ["0", "-1", "abc", "", "1e3", "NaN", "Infinity", "1 2"]) {
    assert.throws(
      () => rate(wrong),
      refused(/--rate cannot be .* must be a number above 0/),
      wrong,
    );
  }
});

Deno.test("a whole number keeps to its bounds", () => {
  const times = whole("--times", 1, 100);
  assert.equal(times("100"), 100);
  for (const wrong of ["0", "101", "1.5", "-1", "x"]) {
    assert.throws(() => times(wrong), refused(/from 1 to 100/), wrong);
  }
});

Deno.test("a share is written as a fraction or in percent", () => {
  const rollbacks = share("--rollbacks");
  assert.equal(rollbacks("5%"), 0.05);
  assert.equal(rollbacks("0.05"), 0.05);
  assert.equal(rollbacks("0"), 0);
  for (const wrong of ["100%", "1", "-1", "%", "x"]) {
    assert.throws(() => rollbacks(wrong), refused(/share below 1/), wrong);
  }
});

Deno.test("a duration needs its unit", () => {
  const time = duration("--for");
  fc.assert(fc.property(fc.integer({ min: 1, max: 10_000 }), (n) => {
    assert.equal(time(`${n}ms`), n);
    assert.equal(time(`${n}s`), n * 1_000);
    assert.equal(time(`${n}m`), n * 60_000);
    assert.throws(() => time(`${n}`), refused(/like 500ms, 10s or 2m/));
  }));
});

Deno.test("a size needs its unit", () => {
  const size = bytes("--promises bounded-memory");
  fc.assert(fc.property(fc.integer({ min: 1, max: 10_000 }), (n) => {
    assert.equal(size(`${n}KiB`), n * 1024);
    assert.equal(size(`${n}MiB`), n * 1_048_576);
    assert.equal(size(`${n}GiB`), n * 1_073_741_824);
    for (const wrong of [`${n}`, `${n}MB`, `-${n}MiB`, `${n}mib`]) {
      assert.throws(() => size(wrong), refused(/like 512KiB, 128MiB or 2GiB/), wrong);
    }
  }));
  assert.equal(size("0.5KiB"), 512);
  assert.throws(() => size("0GiB"), refused(/bounded-memory cannot be '0GiB'/));
});

Deno.test("the message for a shortened word has all names that it may mean", () => {
  const brokers = ["kafka", "redis-streams", "redis-pubsub"];
  const either = /Did you mean 'redis-streams' or 'redis-pubsub'\?/;
  assert.throws(() => known("broker", "redis", brokers), refused(either));
});

Deno.test("an option that is given twice is refused", () => {
  const broker = once("--broker");
  assert.equal(broker("kafka", undefined), "kafka");
  assert.throws(
    () => broker("redis", "kafka"),
    refused(/^--broker is given twice, as 'kafka' and 'redis'; /),
  );
});

Deno.test("the message for an unknown word has the nearest name and all names", () => {
  assert.equal(known("fault", "kill-broker", ["kill-broker"]), "kill-broker");
  assert.throws(
    () => known("fault", "kil-broker", ["kill-relay", "kill-broker"]),
    refused(
      /no fault 'kil-broker'. Did you mean 'kill-broker'\? There is: kill-relay, kill-broker/,
    ),
  );
  assert.throws(
    () => known("lab", "zzzzzzzz", ["outbox"]),
    (error: Refusal) => !error.message.includes("Did you mean"),
  );
});
