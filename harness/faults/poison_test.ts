import assert from "node:assert/strict";
import { refusesMessages } from "../contract/capabilities.ts";
import { offer } from "../contract/capability.ts";
import type { FaultContext, Poison, Refused } from "../contract/lab.ts";
import { poisonConsumer } from "./poison_consumer.ts";

/** Consumers that give these answers in order; `story` lists the calls to them. */
function contextWith(answers: (Refused | Error)[]) {
  const story: string[] = [];
  const consumer = {
    unknown: (random: () => number) => ({ campaign: `unknown-${random()}` }),
    poison: (count: number, poison?: Poison) => {
      story.push(`poison ${count} ${(poison as { campaign: string }).campaign}`);
      return Promise.resolve({ end: () => Promise.resolve([4, 5, 6]) });
    },
    refused: (ops: readonly number[]) => {
      assert.deepEqual(ops, [4, 5, 6]);
      const answer = answers.shift()!;
      story.push(answer instanceof Error ? "away" : `refused ${answer.count}`);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    repair: ({ campaign }: Readonly<Record<string, string>>) => {
      story.push(`repair ${campaign}`);
      return Promise.resolve();
    },
  };
  const context = { random: () => 0.25 } as unknown as FaultContext;
  const thing = {
    name: "message",
    aliases: [],
    scope: "namespace",
    offers: [offer(refusesMessages, () => consumer)],
  } as const;
  const fault = poisonConsumer.on(thing)!;
  return { begin: () => fault.begin(context), story };
}

Deno.test("poison-consumer: the repair waits until the consumers have refused all poisoned messages", async () => {
  const some = { count: 1, isAll: false };
  const { begin, story } = contextWith([
    { count: 0, isAll: false },
    some,
    new Error("the target is away"),
    some,
    { count: 3, isAll: true },
  ]);
  const disturbance = await begin();
  assert.deepEqual(await disturbance.end(), { touched: 3, ops: [4, 5, 6] });
  const asked = ["refused 0", "refused 1", "away", "refused 1", "refused 3"];
  assert.deepEqual(story, ["poison 3 unknown-0.25", ...asked, "repair unknown-0.25"]);
});

Deno.test("poison-consumer: the fault touched nothing if the consumers refused no message", async () => {
  const { begin } = contextWith([{ count: 0, isAll: true }]);
  const disturbance = await begin();
  assert.equal((await disturbance.end()).touched, 0);
});
