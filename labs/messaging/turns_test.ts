import assert from "node:assert/strict";
import fc from "fast-check";
import type { LoggedIn } from "../login_points/message.ts";
import { Turns } from "./turns.ts";

const login = (op: number, user: string): LoggedIn => ({
  messageId: `m${op}`,
  type: "LoggedIn",
  op,
  user,
  seq: op + 1,
  points: 1,
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

Deno.test("the work of one user keeps its order, even when some logins give up or are slow", async () => {
  const logins = fc.array(
    fc.record({
      user: fc.constantFrom("a", "b"),
      startMs: fc.integer({ min: 0, max: 6 }),
      lastsMs: fc.integer({ min: 0, max: 3 }),
      ending: fc.constantFrom("work", "work", "give", "throw"),
    }),
    { maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(logins, async (all) => {
      const turns = new Turns();
      const done: { op: number; user: string }[] = [];
      let atWork: string[] = [];
      const messages = all.map(({ user }, op) => login(op, user));
      for (const message of messages) turns.take(message);
      await Promise.all(all.map(async ({ user, startMs, lastsMs, ending }, op) => {
        await pause(startMs);
        if (ending === "give") return turns.give(messages[op]);
        const work = turns.inTurn(messages[op], async () => {
          assert(!atWork.includes(user));
          atWork.push(user);
          await pause(lastsMs);
          atWork = atWork.filter((other) => other !== user);
          done.push({ op, user });
          if (ending === "throw") throw new Error("on purpose");
        });
        if (ending === "throw") await assert.rejects(work, /on purpose/);
        else await work;
      }));
      for (const user of ["a", "b"]) {
        const ops = done.filter((one) => one.user === user).map(({ op }) => op);
        assert.deepEqual(ops, ops.toSorted((a, b) => a - b));
      }
      assert.equal(done.length, all.filter(({ ending }) => ending !== "give").length);
    }),
    { numRuns: 60 },
  );
});

Deno.test("behind() runs its work after the logins in line, and before later logins", async () => {
  const turns = new Turns();
  const said: string[] = [];
  const [first, last] = [login(1, "a"), login(2, "a")];
  turns.take(first);
  const behind = turns.behind("a", () => Promise.resolve(void said.push("behind")));
  turns.take(last);
  const second = turns.inTurn(last, () => Promise.resolve(void said.push("last")));
  await pause(5);
  assert.equal(said.length, 0);
  await turns.inTurn(first, () => Promise.resolve(void said.push("first")));
  await Promise.all([behind, second]);
  assert.deepEqual(said, ["first", "behind", "last"]);
});
