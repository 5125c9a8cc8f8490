import assert from "node:assert/strict";
import { Turns } from "./turns.ts";

Deno.test("turns allow no more than their count at once, in the order of the calls", async () => {
  const turns = new Turns(2);
  const order: number[] = [];
  let under = 0;
  const work = async (which: number) => {
    using _turn = await turns.take();
    order.push(which);
    assert(++under <= 2);
    await new Promise((resolve) => setTimeout(resolve, 1));
    under--;
  };
  await Promise.all(Array.from({ length: 7 }, (_, i) => work(i)));
  assert.deepEqual(order, [0, 1, 2, 3, 4, 5, 6]);
});

Deno.test("a turn that is given back twice counts once", async () => {
  const turns = new Turns(1);
  const first = await turns.take();
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  await turns.take();
  assert.equal(await soon(turns.take()), "waits");
});

Deno.test("a turn that is passed on is not free for a later caller", async () => {
  const turns = new Turns(1);
  const first = await turns.take();
  const second = turns.take();
  first[Symbol.dispose]();
  const turn = await second;
  const third = turns.take();
  assert.equal(await soon(third), "waits");
  turn[Symbol.dispose]();
  assert.equal(await soon(third), "taken");
});

async function soon(turn: Promise<Disposable>): Promise<string> {
  let taken = false;
  turn.then(() => taken = true);
  await new Promise((resolve) => setTimeout(resolve, 5));
  return taken ? "taken" : "waits";
}
