import assert from "node:assert/strict";
import { join } from "node:path";
import { labs } from "../../labs/mod.ts";
import { outbox } from "../../labs/outbox/lab.ts";
import { boundedWait } from "../check/bounded-wait.ts";
import { noLoss } from "../check/no-loss.ts";
import { orderPerKey } from "../check/order-per-key.ts";
import { progresses } from "../check/progresses.ts";
import { storedOnce } from "../check/stored-once.ts";
import { capability } from "../contract/capability.ts";
import { aimedAt, at, type FaultSet, faultsOn, on } from "../contract/fault_set.ts";
import { redelivery, unrecordedSend } from "../contract/hazards.ts";
import { promise, promiseUnder } from "../contract/promise.ts";
import { verb } from "../contract/verb.ts";
import { strike, type WorstCase } from "../contract/worst_case.ts";
import { exitCode, Refusal } from "../errors.ts";
import { kill } from "../faults/kill.ts";
import { killLeader } from "../faults/kill_leader.ts";
import { loseAck } from "../faults/lose_ack.ts";
import { poison } from "../faults/poison.ts";
import type { Lab, Variant } from "../contract/lab.ts";
import { mustBeSound } from "./registry.ts";

/** The outbox lab with changes in its variant `status`. */
function saying(claims: Partial<Variant>): Lab {
  const [edition] = outbox.editions!;
  const variant = { ...edition.variants.status, ...claims };
  return { ...edition, editions: undefined, variants: { status: variant } };
}
/** The outbox lab with `status` and a twin of it. */
function twinOfStatus(claims: Partial<Variant>): Lab {
  const { variants, ...lab } = saying({});
  return { ...lab, variants: { ...variants, twin: { ...variants.status, ...claims } } };
}
const mistake = { breaks: noLoss, shownAt: "relay.ts#markThenSend" } as const;
const except = (...sets: FaultSet[]) => saying({ promises: [promise(noLoss, { except: sets })] });
const worst = (worstCase: WorstCase) => saying({ worstCase });

const nobodysHazard = { name: "melting", summary: "It melts." };
const nobodys = verb("melt", capability<null>("heat", "heat"), () => null);

const wrong: Record<string, [lab: Lab, says: RegExp]> = {
  "a misspelt thing": [
    except(on(kill, "relay", "brokr")),
    /lab outbox over kafka, variant status, promise no-loss: except: there is no fault 'kill' on brokr in outbox/,
  ],
  "a verb that strikes nothing in the lab": [
    except(on(killLeader)),
    /no fault 'kill-leader' on anything in outbox/,
  ],
  "a verb that nobody knows": [except(on(nobodys)), /there is no verb 'melt'/],
  "a thing with no fault": [except(...faultsOn("pointz")), /no fault on pointz/],
  "an aim that the lab does not have": [
    except(...aimedAt(loseAck, "points-brokr")),
    /no aim 'points-brokr' of lose-ack/,
  ],
  "a role that the lab does not have": [
    except(at("crash", "rely")),
    /no role 'rely' with failpoints in 'rely'/,
  ],
  "a failpoint that the role does not have": [
    except(at("fail", "relay:before-snd")),
    /no failpoint 'before-snd' of relay in 'relay:before-snd'/,
  ],
  "a word that every object has": [except(at("crash", "constructor")), /no role 'constructor'/],
  "haltsUnder with a misspelt thing": [
    saying({ haltsUnder: [on(kill, "brokr")] }),
    /haltsUnder: .*brokr/,
  ],
  "a promise without its limit": [
    saying({ promises: [promise(progresses)] }),
    /promise progresses: it has no limit in milliseconds/,
  ],
  "a conditional promise that names no fault": [
    saying({ promises: [promiseUnder(boundedWait, [], { limit: 9 })] }),
    /promise bounded-wait: it names no fault/,
  ],
  "a promise that has no checker": [
    saying({
      promises: [promise({ name: "no-los", holds: "always", threatenedBy: "operations" })],
    }),
    /promise no-los: it has no checker/,
  ],
  "a twin that breaks a promise which it does not make": [
    saying({ breaks: storedOnce }),
    /breaks: it makes no promise 'stored-once'/,
  ],
  "hazards of a failpoint which the role does not have": [
    { ...saying({}), failpointHazards: { "relay:after-snd": { crash: [unrecordedSend] } } },
    /failpointHazards: .*no failpoint 'after-snd'/,
  ],
  "a hazard that is not in the catalogue": [
    { ...saying({}), hazardSources: [{ source: "log", hazards: [nobodysHazard] }] },
    /hazardSources: log: there is no hazard 'melting'/,
  ],
  "a source of hazards that needs a role which the lab does not have": [
    {
      ...saying({}),
      hazardSources: [{ source: "log", hazards: [redelivery], ownRoles: ["rely"] }],
    },
    /hazardSources: log: there is no role 'rely'/,
  ],
  "a source of hazards that depends on a role which the lab does not have": [
    {
      ...saying({}),
      hazardSources: [{
        source: "log",
        hazards: [redelivery],
        where: { role: "rely", setting: "DEDUP", words: ["table"] },
      }],
    },
    /hazardSources: log: there is no role 'rely'/,
  ],
  "a twin that does not say what it imitates": [
    saying({ breaks: noLoss, shownAt: "relay.ts#markThenSend" }),
    /variant status, imitates: it names no variant/,
  ],
  "a twin that imitates a variant which does not exist": [
    saying({ ...mistake, imitates: "statsu" }),
    /imitates: there is no variant 'statsu'/,
  ],
  "a twin that imitates a twin": [
    saying({ ...mistake, imitates: "status" }),
    /imitates: 'status' is a twin/,
  ],
  "a twin that does not say where its code differs": [
    twinOfStatus({ breaks: noLoss, imitates: "status" }),
    /variant twin, shownAt: it names no code/,
  ],
  "a sound variant that imitates another one": [
    saying({ imitates: "status" }),
    /imitates: it breaks no promise/,
  ],
  "a sound variant that shows a mistake": [
    saying({ shownAt: "relay.ts#markThenSend" }),
    /shownAt: it breaks no promise/,
  ],
  "no worst case": [worst({}), /worst case: it has none/],
  "a worst case on a thing that the lab does not have": [
    worst({ chaos: [strike(kill, "brokr")] }),
    /worst case: it has no brokr to kill/,
  ],
  "a worst case at an aim that the lab does not have": [
    worst({ chaos: [strike(loseAck, { aim: "rely-broker" })] }),
    /worst case: there is no aim 'rely-broker'/,
  ],
  "a worst case that begins at a failpoint which the role does not have": [
    worst({ chaos: [strike(kill, { thing: "broker", at: "relay:after-red@3" })] }),
    /worst case: there is no failpoint 'after-red' of relay/,
  ],
  "a worst case that holds until a failpoint which the role does not have": [
    worst({ hold: ["relay:after-mark@1 until login:aftercommit"] }),
    /worst case: there is no failpoint 'aftercommit' of login/,
  ],
  "a crash during a fault that the worst case does not name": [
    worst({ crash: [{ point: "relay:after-mark@3", during: strike(kill, "broker") }] }),
    /worst case: 'relay:after-mark@3' waits for a fault that its chaos does not name/,
  ],
  "failpointsWithoutOps with a misspelt failpoint": [
    { ...saying({}), failpointsWithoutOps: ["relay:before-red"] },
    /failpointsWithoutOps: .*no failpoint 'before-red'/,
  ],
};

for (const [name, [lab, says]] of Object.entries(wrong)) {
  Deno.test(`no run is planned with a mistake in a lab: ${name}`, () => {
    assert.throws(() => mustBeSound(lab), (error) => {
      assert(error instanceof Refusal && error.code === exitCode.internal);
      assert.match(error.message, says);
      return true;
    });
  });
}

Deno.test("a promise of the wrong kind does not compile", () => {
  // @ts-expect-error -- bounded-wait covers only certain faults: an exception would mean nothing
  promise(boundedWait, { except: [] });
  // @ts-expect-error -- order-per-key holds under all faults: it cannot be limited to some
  promiseUnder(orderPerKey, [on(poison)]);
  // @ts-expect-error -- a fault is a verb and a thing, not a word
  promise(noLoss, { except: ["kill-brokr"] });
});

Deno.test("a lab may name verbs, things, aims and failpoints", () => {
  mustBeSound(
    except(
      ...[on(kill), on(kill, "broker", "points"), ...faultsOn("relay")],
      ...aimedAt(loseAck, "points-broker"),
      ...[
        at("crash"),
        at("crash", "relay"),
        at("fail", "relay:before-send"),
        at("hold", "points#2"),
      ],
    ),
  );
  for (const lab of labs) mustBeSound(lab);
});

Deno.test("a lab with a wrong name ends a command with one sentence and exit code 70", async () => {
  const root = join(import.meta.dirname!, "../..");
  const script = `
    import "file://${root}/cli/last_resort.ts";
    import { newPlan } from "file://${root}/cli/new_plan.ts";
    import { labs } from "file://${root}/labs/mod.ts";
    const place = labs.findIndex(({ name }) => name === "sync");
    labs[place] = { ...labs[place], failpointsWithoutOps: ["logn:before-commit"] };
    newPlan(labs[place], "record-failure", {});`;
  const args = ["eval", "--quiet", "--config", join(root, "deno.json"), script];
  const { code, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  const said = new TextDecoder().decode(stderr);
  assert.equal(code, exitCode.internal, said);
  assert.match(said, /^asynclab: internal error: lab sync, failpointsWithoutOps: .*'logn'.*\n$/);
  const main = await Deno.readTextFile(join(root, "cli/main.ts"));
  assert.equal(/^import .* from "(.*)"/m.exec(main)?.[1], "./last_resort.ts");
});
