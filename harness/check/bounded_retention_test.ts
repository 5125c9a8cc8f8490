/** Hand-written histories about the log that a database keeps for its readers. */
import assert from "node:assert/strict";
import { drained, type Event, fault, judged, sound } from "./testing/hand_written.ts";

const mib = 2 ** 20;
const sampled = (slot: string, ...sizesMib: number[]): Event[] =>
  sizesMib.map((size, i) => ({ at: i * 1000, kind: "retention", slot, bytes: size * mib }));

async function verdictOf(
  more: Event[],
  limit: number | undefined = 8 * mib,
  haltsUnder: string[] = [],
) {
  const claims = [{ name: "bounded-retention", under: "any" as const, limit }];
  const { promises: [{ verdict, why }] } = await judged([...sound, ...more], {
    claims,
    haltsUnder,
  });
  return [verdict, why];
}

Deno.test("the highest sample of any reader must be within the limit", async () => {
  const events = [...sampled("connector", 1, 7.5, 2, 7.5), ...sampled("standby", 3)];
  assert.deepEqual(await verdictOf(events), [
    "kept",
    "up to 7.5 MiB of log kept for connector at 1 s (4 samples), at most 8 MiB promised",
  ]);
  assert.equal((await verdictOf(events, 7.5 * mib))[0], "kept", "equal to the limit");
  assert.deepEqual(await verdictOf(events, 7 * mib), [
    "broken",
    "up to 7.5 MiB of log kept for connector at 1 s (4 samples), above 7 MiB, and no role halted",
  ]);
  const standby = [...events, ...sampled("standby", 1, 9)];
  assert.match((await verdictOf(standby))[1], /^up to 9 MiB of log kept for standby at 1 s/);
});

Deno.test("if several samples are equally high, the earliest gives the time, in any order of reading", async () => {
  const twice = sampled("connector", 1, 9, 9);
  const why = async (events: Event[]) => (await verdictOf(events))[1];
  assert.match(await why(twice), / at 1 s \(/);
  assert.match(await why(twice.toReversed()), / at 1 s \(/);
  assert.match(
    await why(twice.map((event) => ({ ...event, at: null }))),
    /connector \(3 samples\)/,
  );
});

Deno.test("after a role has halted, more log than the limit breaks no promise", async () => {
  const halt: Event[] = [
    ...fault("f", 5, 50),
    { at: 60, kind: "halted", role: "relay", why: "the slot is gone" },
    { ...drained, complete: false, why: "halt", atRest: true },
  ];
  const events = [...sampled("connector", 1, 9), ...halt];
  assert.deepEqual(await verdictOf(events, 8 * mib, ["kill-relay"]), [
    "kept",
    "up to 9 MiB of log kept for connector at 1 s (2 samples), above 8 MiB, " +
    "but relay had to halt: the slot is gone",
  ]);
  assert.equal((await verdictOf(events))[0], "unknown", "the variant does not allow this halt");
  const [verdict, why] = await verdictOf([...sampled("connector", 1, 9), { kind: "ok", op: -1 }]);
  assert.equal(verdict, "unknown");
  assert.match(why, /a line that cannot be read may say that a role halted$/);
});

Deno.test("no sample, one sample or a claim without a limit leaves the promise undecided", async () => {
  assert.deepEqual(await verdictOf([]), [
    "unknown",
    "nobody sampled how much log is kept for a reader",
  ]);
  assert.deepEqual(await verdictOf(sampled("connector", 9)), [
    "unknown",
    "one sample of the log that is kept for a reader, at least 2 needed",
  ]);
  const claims = [{ name: "bounded-retention", under: "any" as const }];
  const { promises } = await judged([...sound, ...sampled("connector", 1, 1)], { claims });
  assert.equal(promises[0].why, "the claim has no limit");
});

Deno.test("unsent operations leave the promise undecided: they would have written more log", async () => {
  const unsent: Event[] = [{ at: 40, kind: "drop", op: 4, planned: 40 }];
  assert.equal((await verdictOf([...sampled("connector", 1, 1), ...unsent]))[0], "unknown");
  assert.equal((await verdictOf([...sampled("connector", 1, 9), ...unsent]))[0], "broken");
});
