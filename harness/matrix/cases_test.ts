import assert from "node:assert/strict";
import fc from "fast-check";
import { noDuplicate } from "../check/no-duplicate.ts";
import { noLoss } from "../check/no-loss.ts";
import { offer, type Thing } from "../contract/capability.ts";
import { type FaultSet, on } from "../contract/fault_set.ts";
import { isLogSlot, type LogSlot } from "../contract/log_slot.ts";
import { promise } from "../contract/promise.ts";
import { strike } from "../contract/worst_case.ts";
import { delay } from "../faults/delay.ts";
import { kill } from "../faults/kill.ts";
import { verbs } from "../faults/mod.ts";
import { labOf } from "../faults/testing/role_processes.ts";
import type { Lab, PromiseKind, Variant } from "../contract/lab.ts";
import { casesOf, type MatrixRequest } from "./cases.ts";
import { nameOf } from "./result.ts";

/** The verbs that these labs' promises do not name. */
const others = verbs.filter((verb) => verb !== kill && verb !== delay).map((verb) => on(verb));

/** A sound variant: it promises no-loss under kills of roles and delay-network, except these. */
const sound = (...except: FaultSet[]): Variant => ({
  summary: "",
  promises: [promise(noLoss, { except: [...others, ...except] })],
  worstCase: { chaos: [strike(kill, "a")] },
});
const twin = (breaks: PromiseKind): Variant => ({
  ...sound(),
  breaks,
  worstCase: { crash: ["x:y@1"] },
});

const role = { summary: "", program: "", links: [] };
function labOn(broker: string | undefined, variants: Record<string, Variant>): Lab {
  return { ...labOf({ a: role, b: role, c: role }), name: "lab", broker, variants };
}

const faults = ["kill-a", "kill-b", "kill-c", "delay-network"];
const onA = labOn("a", { first: sound(), second: sound(), wrong: twin(noLoss) });
const onB = labOn("b", {
  first: sound(on(kill, "b", "c"), on(delay)),
  wrong: twin(noLoss),
  own: twin(noDuplicate),
});
const lab: Lab = { ...onA, editions: [onA, onB] };
const alone = labOn(undefined, { only: sound(on(kill, "c"), on(delay)) });

const request = (fields: Partial<MatrixRequest> = {}): MatrixRequest => ({
  matrix: "quick",
  targets: [{ lab, variant: null }],
  faults: null,
  brokers: null,
  seeds: 1,
  firstSeed: 1,
  foreign: [],
  ...fields,
});
const named = (fields: Partial<MatrixRequest> = {}): string[] =>
  casesOf(request(fields)).filter(({ expected }) => expected !== null)
    .map((one) => nameOf(one).replace(/ seed \d+$/, "").replace("lab/", ""))
    .sort();

Deno.test("`quick` has all variants of the first broker, and the variants that only another broker has", () => {
  const found = named();
  const more = found.filter((name) => !name.endsWith("worst-case"));
  assert.deepEqual(found.filter((name) => name.endsWith("worst-case")), [
    "first a worst-case",
    "first b worst-case",
    "own b worst-case",
    "second a worst-case",
    "wrong a worst-case",
  ]);
  assert.equal(more.length, 2);
  // The worst case already includes kill-a.
  for (const name of more) assert.match(name, /^(first|second) a (kill-b|kill-c|delay-network)$/);
});

Deno.test("`full` has every variant under every fault that it promises to survive, on every broker", () => {
  const found = named({ matrix: "full" });
  assert.equal(found.length, 2 * 5 + 1 + 2 + 2);
  assert(found.includes("first b kill-a") && found.includes("wrong b worst-case"));
});

Deno.test("a request selects variants, brokers and faults", () => {
  assert.deepEqual(named({ targets: [{ lab, variant: "own" }] }), ["own b worst-case"]);
  assert(named({ brokers: ["b"], matrix: "full" }).every((name) => name.includes(" b ")));
  assert.deepEqual(named({ faults: ["kill-c"] }), ["first a kill-c", "second a kill-c"]);
  assert.deepEqual(named({ faults: ["worst-case"], brokers: ["b"] }), [
    "first b worst-case",
    "own b worst-case",
    "wrong b worst-case",
  ]);
  // A lab without brokers matches none of them.
  assert.equal(named({ targets: [{ lab: alone, variant: null }] }).length, 2);
  assert.deepEqual(named({ targets: [{ lab: alone, variant: null }], brokers: ["b"] }), []);
});

Deno.test("a foreign program is tried in sound variants only: in the first one if no variant is named", () => {
  const found = named({ foreign: ["a"], matrix: "full", brokers: ["a"] });
  assert.deepEqual(
    found,
    [...faults, "kill-a,kill-a,kill-a,kill-a,kill-a", "worst-case"]
      .map((fault) => `first a ${fault}`).sort(),
  );
  assert.deepEqual(
    named({ foreign: ["a"], targets: [{ lab, variant: "wrong" }] }),
    [],
  );
});

Deno.test("a fault on a kind of several roles is aimed at the role of the foreign program", () => {
  const consumer = { kind: "consumer" };
  const both = { ...sound(), instances: { coupon: 1, audit: 1 } };
  const shared = labOf({
    points: consumer,
    coupon: { ...consumer, instances: 0 },
    audit: { ...consumer, instances: 0, joinsLater: true },
  });
  const variants = { both: { ...both, worstCase: {} }, one: { ...sound(), worstCase: {} } };
  const of = (variant: string, role: string) =>
    named({ targets: [{ lab: { ...shared, name: "lab", variants }, variant }], foreign: [role] })
      .filter((name) => name.includes(",")).map((name) => name.split(",")[0]);
  assert.deepEqual(of("both", "coupon"), ["both kill-coupon"]);
  assert.deepEqual(of("both", "audit"), ["both kill-consumer:audit"]);
  assert.deepEqual(of("one", "points"), ["one kill-consumer"]);
});

Deno.test("`full` also tries the exceptions of a sound variant, without an expected verdict", () => {
  const tried = casesOf(request({ matrix: "full", seeds: 2, brokers: ["b"] }))
    .filter(({ expected }) => expected === null);
  // Each exception is tried for one seed only, because it takes several runs.
  assert.deepEqual([...new Set(tried.map(({ seed }) => seed))], [1]);
  assert.deepEqual([...new Set(tried.map(({ variant }) => variant))], ["first"]);
  const names = tried.map(({ chaos }) => chaos);
  assert(["kill-b", "kill-c", "delay-network", "pause-a"].every((name) => names.includes(name)));
  assert(!names.includes("kill-a") && new Set(names).size === names.length);
  assert(tried.every(({ excepts }) => excepts!.join() === "no-loss"));
  assert.equal(casesOf(request()).filter(({ expected }) => expected === null).length, 0);
});

Deno.test("a pair has two faults that the variant survives, and every third pair strikes twice", () => {
  const seeds = fc.integer({ min: 0, max: 1_000 });
  fc.assert(fc.property(seeds, (firstSeed) => {
    const found = casesOf(request({ matrix: "pairs", firstSeed, brokers: ["a"] }));
    assert(found.length > 0 && found.every(({ expected }) => expected === "kept"));
    for (const { chaos } of found) {
      const names = chaos.split(",");
      assert(names.every((name) => faults.includes(name)));
      assert.equal(new Set(names).size, 2);
      assert(names.length === 2 || names.slice(0, 2).join() === names.slice(2).join());
    }
    const twice = found.filter(({ chaos }) => chaos.split(",").length === 4);
    assert.equal(twice.length * 3, found.length);
  }));
});

Deno.test("a seed draws the same cases each time, and another seed draws others", () => {
  const draw = (firstSeed: number) => casesOf(request({ matrix: "pairs", firstSeed })).map(nameOf);
  assert.deepEqual(draw(3), draw(3));
  const of = (firstSeed: number) =>
    draw(firstSeed).map((name) => name.replace(/ seed \d+$/, "")).join();
  assert(new Set([1, 2, 3, 4].map(of)).size > 1);
});

Deno.test("cases are listed seed by seed, so that a check that ends early has tried all cases equally often", () => {
  const found = casesOf(request({ seeds: 3, firstSeed: 5, matrix: "full" })).map(({ seed }) =>
    seed
  );
  assert.deepEqual(found, found.toSorted((a, b) => a - b));
  assert.deepEqual([...new Set(found)], [5, 6, 7]);
});

Deno.test("cases of each broker are spread over the list", () => {
  const found = casesOf(request({ matrix: "full" })).map(({ broker }) => broker);
  const half = found.slice(0, Math.ceil(found.length / 2));
  assert(half.includes("a") && half.includes("b"));
});

Deno.test("a fault that not every machine can have is tried only where the request names it", () => {
  const slot: Thing = {
    name: "slot",
    aliases: [],
    scope: "namespace",
    offers: [offer(isLogSlot, () => ({}) as LogSlot)],
  };
  const all: Variant = { ...sound(), promises: [promise(noLoss)] };
  const lab = { ...labOn(undefined, { all }), things: [slot] };
  const targets = [{ lab, variant: null }];
  const full = named({ targets, matrix: "full" });
  assert(full.some((name) => name.endsWith("drop-slot")));
  assert(!full.some((name) => name.endsWith("expire-slot")));
  for (let firstSeed = 1; firstSeed < 60; firstSeed++) {
    assert(!named({ targets, firstSeed }).some((name) => name.endsWith("expire-slot")));
  }
  assert.deepEqual(named({ targets, faults: ["expire-slot"] }), ["all expire-slot"]);
});
