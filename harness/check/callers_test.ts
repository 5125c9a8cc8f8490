import assert from "node:assert/strict";
import {
  drained,
  effect,
  type Event,
  fault,
  happy,
  invoke,
  judged,
  meta,
  ok,
  sound,
} from "./testing/hand_written.ts";

const claims = [{ name: "caller-survives", under: "any" as const }];
const survives = async (events: Event[]) => {
  const { promises: [{ verdict, why }] } = await judged(events, { claims });
  return [verdict, why];
};
const ending = (op: number, kind: string) => ({ ...ok(op), kind });
const rolledBack = (op: number) => [{ ...invoke(op), rollback: true }, ending(op, "fail")];

Deno.test("every login that was sent gets an ok, or the promise is broken", async () => {
  assert.deepEqual(await survives(sound), ["kept", "3 logins answered, none failed"]);
  for (const kind of ["fail", "info"]) {
    assert.deepEqual(
      await survives([...sound, invoke(3), ending(3, kind)]),
      ["broken", "1 of 4 logins failed: op 3"],
      kind,
    );
  }
  assert.deepEqual(await survives([...sound, invoke(4), invoke(3)]), [
    "broken",
    "2 of 5 logins failed: op 3, 4",
  ]);
  assert.deepEqual(await survives([...sound, invoke(3), ending(3, "info"), ok(3)]), [
    "kept",
    "4 logins answered, none failed",
  ]);
});

Deno.test("a planned rollback and an unsent login are not failures", async () => {
  const dropped = { at: 40, kind: "drop", op: 4, planned: 40 };
  assert.deepEqual(await survives([...sound, ...rolledBack(3)]), [
    "kept",
    "3 logins answered, none failed",
  ]);
  assert.deepEqual((await judged([...sound, dropped])).callers.all, { count: 3, failed: 0 });
  // A refusal that nobody planned is a failure.
  assert.equal((await survives([...sound, invoke(3), ending(3, "fail"), dropped]))[0], "broken");
  const nothingSent = [meta, ...happy(0).filter(({ kind }) => kind !== "invoke"), drained];
  assert.deepEqual(await survives(nothingSent), ["unknown", "no login was sent"]);
});

Deno.test("a login that failed before the fault does not break the promise", async () => {
  const failed = [3, 4, 5].flatMap((op) => [invoke(op), ending(op, "fail")]);
  assert.deepEqual(await survives([...sound, ...failed, ...fault("f", 35, 45)]), [
    "broken",
    "2 of 6 logins failed: op 4, 5",
  ]);
  const [verdict, why] = await survives(
    [...sound, ...failed.slice(0, 2), ...happy(6), ...fault("f", 55, 65)],
  );
  assert.deepEqual([verdict, why], [
    "unknown",
    "1 of 4 logins failed before the first fault",
  ]);
});

Deno.test("callers that waited long before the fault leave the promise undecided", async () => {
  const slow = Array.from(
    { length: 20 },
    (_, op) => [invoke(op), { ...ok(op), at: op * 10 + 600 }],
  );
  const failed = [invoke(30), { ...ending(30, "info"), at: 900 }];
  const [verdict, why] = await survives(
    [meta, ...slow.flat(), ...failed, drained, ...fault("f", 250, 700)],
  );
  assert.equal(verdict, "unknown");
  assert.match(
    why,
    /1 of 21 logins failed, but the median wait was 600 ms even before the first fault/,
  );
});

Deno.test("a promise that nobody claims is not judged, and is in no list", async () => {
  const judgement = await judged([...sound, invoke(3), ending(3, "fail")]);
  assert.equal(judgement.verdict, "kept");
  assert.equal(judgement.promises.length, 5);
});

Deno.test("callers are counted by the phase of their wait, without planned rollbacks", async () => {
  // Each operation begins at op * 10 and lasts 3 ms; the fault lasts from 20 to 35.
  const events = [
    ...[meta, ...happy(0), invoke(1), ending(1, "fail")],
    ...[...happy(2), ...rolledBack(3)],
    ...[{ ...invoke(6), planned: 34, at: 34 }, ending(6, "info")],
    ...[...happy(4), invoke(5), ending(5, "fail"), invoke(7)],
    ...[effect(7), drained, ...fault("f", 20, 35)],
  ];
  assert.deepEqual((await judged(events)).callers, {
    all: { count: 7, failed: 4 },
    before: { count: 2, failed: 1 },
    during: { count: 2, failed: 1 },
    after: { count: 3, failed: 2 },
    rolledBack: 1,
  });
  // A caller that was never answered still waits at the end.
  const waiting = [...sound, invoke(3), ...fault("f", 500, 600)];
  assert.deepEqual((await judged(waiting)).callers.during, { count: 1, failed: 1 });
  const timeless = [...sound, invoke(3), { ...ending(3, "fail"), at: null }];
  const { all, before } = (await judged(timeless)).callers;
  assert.deepEqual([all, before], [{ count: 4, failed: 1 }, { count: 3, failed: 0 }]);
});

Deno.test("a missing ok may be in an unreadable line; a refusal that was read breaks the promise", async () => {
  const unreadable = { kind: "ok", op: -1 };
  const [verdict, why] = await survives([...sound, invoke(3), unreadable]);
  assert.equal(verdict, "unknown");
  assert.match(why, /; 1 login without an answer that can be read: op 3$/);
  assert.deepEqual(
    await survives([...sound, invoke(3), invoke(4), ending(4, "fail"), unreadable]),
    [
      "broken",
      "1 of 5 logins failed: op 4",
    ],
  );
});
