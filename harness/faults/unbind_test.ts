import assert from "node:assert/strict";
import type { Service, Stage } from "../lab.ts";
import { labOf } from "./testing/cast.ts";
import { unbindQueue } from "./unbind.ts";

Deno.test("the binding is away while it lasts, and there again after it", async () => {
  const done: string[] = [];
  const broker = {
    unbind: () => Promise.resolve(void done.push("unbind")),
    bind: () => Promise.resolve(void done.push("bind")),
  };
  const disturbance = await unbindQueue.begin({ corners: { broker } } as unknown as Stage);
  assert.deepEqual(done, ["unbind"]);
  assert.deepEqual(await disturbance.end(), { touched: 1 });
  assert.deepEqual(done, ["unbind", "bind"]);
});

Deno.test("only RabbitMQ has bindings", () => {
  const lab = labOf({});
  const unfit = (name: string) =>
    unbindQueue.unfit!({ ...lab, services: { broker: { name } as Service } });
  assert.equal(unfit("rabbitmq"), null);
  assert.match(unfit("kafka")!, /no bindings/);
  assert.match(unbindQueue.unfit!(lab)!, /no bindings/);
});
