import assert from "node:assert/strict";
import fc from "fast-check";
import { briefDurationMs, briefSpread } from "./brief.ts";
import { labs } from "../../labs/mod.ts";
import { faultsInAny } from "../faults/catalogue.ts";
import { schedule } from "./schedule.ts";
import { editionsOf } from "../contract/lab.ts";

const faults = labs.flatMap(editionsOf).flatMap(faultsInAny);

const entry = "login";

const leastOf = (name: string) => faults.find((fault) => fault.name === name)!;

Deno.test("each verb states a least length, no longer than its usual one", () => {
  for (const { name, leastMs, lastsMs } of faults) assert(leastMs <= lastsMs, name);
});

Deno.test("a load without faults, or with an instant fault, has the shortest length", () => {
  assert.equal(briefDurationMs([], entry), 1_200);
  assert.equal(briefDurationMs([leastOf("reset-connections")], entry), 1_200);
});

Deno.test("a fault begins during the load, and lasts at least as long as its verb needs", () => {
  const property = fc.property(fc.constantFrom(...faults), fc.nat(), (fault, seed) => {
    const durationMs = briefDurationMs([fault], entry);
    assert(durationMs <= 4_600, `${durationMs}`);
    const request = { name: fault.name, lastsMs: fault.leastMs };
    const [{ beginMs, forMs }] = schedule({
      seed,
      faults: [request],
      durationMs,
      spread: briefSpread,
    });
    assert(beginMs! >= 100 && beginMs! < durationMs);
    assert(forMs >= fault.leastMs);
  });
  fc.assert(property);
});

Deno.test("strikes on the same target take turns, strikes on different targets do not", () => {
  const [kill, pause] = [leastOf("kill-relay"), leastOf("pause-broker")];
  const [once, twice] = [briefDurationMs([kill], entry), briefDurationMs([kill, kill], entry)];
  assert(twice > once);
  assert.equal(briefDurationMs([kill, pause], entry), briefDurationMs([pause], entry));
});

Deno.test("a load lasts longer where the role that takes the logins must start again", () => {
  const kill = leastOf("kill-login");
  assert(briefDurationMs([kill], kill.target) >= briefDurationMs([kill], "another") + 500);
});
