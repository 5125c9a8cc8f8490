import assert from "node:assert/strict";
import { isReceived, type ReceivedFiles } from "../contract/feed_things.ts";
import { fileChanged } from "../contract/hazards.ts";
import { offer } from "../contract/capability.ts";
import type { FaultContext } from "../contract/lab.ts";
import { changeFile } from "./change_file.ts";

/** A file comes each 100 ms, as each night of a calendar brings one, and none has rows. */
function nights() {
  let healed = 0;
  const now = () => Math.floor(performance.now() / 100);
  const names = () => Array.from({ length: 3 }, (_, i) => `night-${now() - i}.csv`);
  const files = {
    inbox: () => Promise.resolve(names().map((name) => ({ name, manifest: null }))),
    sizes: () => Promise.resolve(new Map(names().map((name) => [name, 1]))),
    links: () => [],
    receivers: () => [],
  } as unknown as ReceivedFiles;
  const context = {
    isLoadOver: () => true,
    isUnderWay: () => Promise.resolve(false),
    links: { disturb: () => Promise.resolve(1), heal: () => Promise.resolve(++healed) },
  } as unknown as FaultContext;
  const thing = {
    name: "file",
    aliases: [],
    scope: "namespace",
    offers: [offer(isReceived, () => files)],
  };
  return { context, thing, healed: () => healed };
}

Deno.test("a fault on a file ends with the work, however many files come that it cannot change", async () => {
  const { context, thing, healed } = nights();
  const verb = changeFile(
    "empty-file",
    {
      makes: [fileChanged],
      summary: "changes nothing",
      lastsMs: 0,
      leastMs: 0,
      change: () => Promise.resolve(false),
    } as unknown as Parameters<typeof changeFile>[1],
  );
  const disturbance = await verb.on(thing as Parameters<typeof verb.on>[0])!.begin(context);
  assert.deepEqual(await disturbance.end(), {
    touched: 0,
    ineffective: "no file came that it can change",
  });
  assert.equal(healed(), 1);
});
