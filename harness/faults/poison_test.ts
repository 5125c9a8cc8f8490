import assert from "node:assert/strict";
import type { Refused, Stage } from "../lab.ts";
import { poisonConsumer } from "./poison.ts";

/** Consumers that answer like this, one answer after the other, and what was done when. */
function stageWith(answers: (Refused | Error)[]) {
  const story: string[] = [];
  const stage = {
    random: () => 0.25,
    poison: (count: number, { campaign }: { campaign: string }) => {
      story.push(`poison ${count} ${campaign}`);
      return Promise.resolve({ end: () => Promise.resolve([4, 5, 6]) });
    },
    refused: (ops: readonly number[]) => {
      assert.deepEqual(ops, [4, 5, 6]);
      const answer = answers.shift()!;
      story.push(answer instanceof Error ? "away" : `refused ${answer.count}`);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    cure: (campaign: string) => {
      story.push(`cure ${campaign}`);
      return Promise.resolve();
    },
  } as unknown as Stage;
  return { stage, story };
}

Deno.test("poison-consumer: the cure comes when consumers met what they cannot handle", async () => {
  const some = { count: 1, isAll: false };
  const { stage, story } = stageWith([
    { count: 0, isAll: false },
    some,
    new Error("the target is away"),
    some,
    { count: 3, isAll: true },
  ]);
  const disturbance = await poisonConsumer.begin(stage);
  assert.deepEqual(await disturbance.end(), { touched: 3, ops: [4, 5, 6] });
  const asked = ["refused 0", "refused 1", "away", "refused 1", "refused 3"];
  assert.deepEqual(story, ["poison 3 unknown-250000000", ...asked, "cure unknown-250000000"]);
});

Deno.test("poison-consumer: where nobody refuses anything it touched nothing", async () => {
  const { stage } = stageWith([{ count: 0, isAll: true }]);
  const disturbance = await poisonConsumer.begin(stage);
  assert.equal((await disturbance.end()).touched, 0);
});
