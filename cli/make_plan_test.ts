import assert from "node:assert/strict";
import { strike } from "../harness/contract/worst_case.ts";
import { faultCalled, faultsIn } from "../harness/faults/catalogue.ts";
import { kill } from "../harness/faults/kill.ts";
import { durationMsOf } from "../harness/plan/plan.ts";
import { editionsOf } from "../harness/contract/lab.ts";
import { labs } from "../labs/mod.ts";
import { brokerOf, findLab } from "./find_lab.ts";
import { makePlan, type PlanWords } from "../harness/plan/make_plan.ts";
import { plan, refused, typed } from "./make_plan_testing.ts";

Deno.test("the first variant is the default", () => {
  assert.equal(plan("outbox").variant, "status");
  assert.equal(plan("outbox/last-id").variant, "last-id");
});

Deno.test("an unknown word is refused, with a hint at the right word", () => {
  assert.throws(() => plan("outbocks"), refused(/no lab 'outbocks'. Did you mean 'outbox'/));
  assert.throws(
    () => plan("outbox/lastid"),
    refused(/no variant 'lastid' of outbox. Did you mean 'last-id'/),
  );
  assert.throws(() => plan("outbox/a/b"), refused(/too many parts/));
  assert.throws(
    () => plan("outbox", { chaos: "kill-brocker" }),
    refused(/Did you mean 'kill-broker'/),
  );
  assert.throws(() => plan("outbox", { role: ["relai=x"] }), refused(/Did you mean 'relay'/));
  assert.throws(() => plan("outbox", { role: ["relay"] }), refused(/ROLE='COMMAND'/));
  assert.throws(() => plan("outbox", { role: ["relay=a", "relay=b"] }), refused(/relay twice/));
  assert.throws(
    () => plan("outbox", { crash: ["relay:after-marc"] }),
    refused(/Did you mean 'after-mark'/),
  );
  assert.throws(() => plan("outbox", { crash: ["relay#2:after-mark"] }), refused(/has 1 of relay/));
});

Deno.test("words that contradict each other are refused", () => {
  assert.throws(() => plan("outbox", { messages: 5, duration: 5 }), refused(/exclude each other/));
  assert.throws(() => plan("outbox", { times: 2 }), refused(/need a fault; say --chaos/));
  assert.throws(
    () => plan("outbox", { chaos: "kill-relay", at: 5_000 }),
    refused(/after the load's end/),
  );
  assert.throws(
    () => plan("outbox", { crash: ["relay:after-mark during kill-broker"] }),
    refused(/--chaos does not name/),
  );
});

Deno.test("failpoints of a role with a foreign command are wrong usage", () => {
  const words = { role: ["relay=./mine"], crash: ["relay:after-mark"] };
  assert.throws(() => plan("outbox", words), refused(/has no failpoints/));
});

Deno.test("a fault at a failpoint has no begin time; its length is the same as without the failpoint", () => {
  const { episodes: [drawn] } = plan("outbox", { chaos: "kill-target" });
  const { episodes: [at] } = plan("outbox", { chaos: "kill-target at relay:after-read@3" });
  const pass = {
    at: { role: "relay", instance: null, point: "after-read" },
    which: { nth: 3 },
    text: "relay:after-read@3",
  };
  assert.deepEqual(at, { id: "f1", name: "kill-target", pass, forMs: drawn.forMs });
  const given = plan("outbox", { chaos: "kill-target at relay:after-read", for: 777 });
  assert.equal(given.episodes[0].forMs, 777);
});

Deno.test("--at applies only to faults without a failpoint", () => {
  const mixed = plan("outbox", { chaos: "kill-target at relay:after-read,burst", at: 700 });
  assert.deepEqual(mixed.episodes.map(({ name, beginMs }) => [name, beginMs]), [
    ["burst", 700],
    ["kill-target", undefined],
  ]);
});

Deno.test("a failpoint that no role of the run can pass is wrong usage", () => {
  const at = (reference: string) => ({ chaos: `kill-target at ${reference}` });
  const wrong: [lab: string, words: PlanWords, says: RegExp][] = [
    ["outbox", at("relay:after-reed"), /no failpoint 'after-reed' .*mean 'after-read'/],
    ["outbox", at("relai:after-read"), /no role 'relai' in outbox. Did you mean 'relay'/],
    ["outbox", at("relay#2:after-read"), /no relay#2 in outbox\/status; it has 1 of relay/],
    [
      "messaging",
      at("coupon:after-deliver"),
      /coupon in messaging has no failpoints; these .*login/,
    ],
    [
      "outbox",
      at("relay:after-commit"),
      /'after-commit' of relay; say login:after-commit, or one of relay: before-read, /,
    ],
    [
      "cdc",
      at("points:after-deliver"),
      /points does not run in cdc\/saved-position; say cdc\/through-kafka$/,
    ],
    ["outbox", at("relay:after-read@0"), /'kill-target at relay:after-read@0'; it must be FAULT/],
    ["outbox", at("relay:after-read@op=-1"), /@op=-1'; it must be FAULT/],
    ["outbox", at("relay:before-read@op=5"), /No operation is known at relay:before-read, .*@3/],
    ["outbox", { crash: ["relay:before-read@op=5"] }, /No operation is known/],
    [
      "outbox",
      { hold: ["relay:after-read until relay:before-read@op=5"] },
      /No operation is known/,
    ],
    ["outbox", { ...at("relay:after-read@op=10"), messages: 10 }, /no operation 10 .*up to 9/],
    ["outbox", { crash: ["relay:after-mark@op=1000"] }, /no operation 1000 in a load of 1000/],
    ["outbox", { ...at("relay:after-read"), role: ["relay=x"] }, /Leave 'at relay:after-read' out/],
    [
      "outbox",
      { ...at("relay:after-read"), at: 9 },
      /'kill-target at relay:after-read' says it too/,
    ],
    ["outbox", { ...at("relay:after-read"), times: 2 }, /--times cannot be 2: .*strikes once/],
    ["outbox", { chaos: "worst-case at relay:after-read" }, /'worst-case' stands for the faults/],
    ["outbox", { chaos: "telling:relay" }, /'telling' stands for the faults/],
  ];
  for (const [lab, words, says] of wrong) {
    assert.throws(() => plan(lab, words), refused(says), JSON.stringify(words));
  }
  plan("outbox", { ...at("relay:after-read@op=10"), messages: 11 });
  plan("outbox", { chaos: "burst,kill-target at relay:after-read@op=10", messages: 10 });
});

Deno.test("`telling` is an alias of `worst-case`", () => {
  for (const chaos of ["worst-case", "delay-network, worst-case"]) {
    const words = { chaos: chaos.replace("worst-case", "telling") };
    assert.deepEqual(plan("outbox/last-id", { chaos }), plan("outbox/last-id", words));
  }
});

Deno.test("a worst case at a failpoint of a foreign command begins at a drawn time, with a note", () => {
  const { lab, variant } = findLab("outbox/unawaited-send");
  const worstCase = {
    chaos: [
      strike(kill, { thing: "target", at: "relay:after-read@3" }),
      strike(kill, { thing: "broker", at: "login:after-commit" }),
    ],
  };
  const altered = { ...lab.variants[variant], worstCase };
  const changed = { ...lab, variants: { ...lab.variants, [variant]: altered } };
  const words = { seed: 7, chaos: "worst-case", role: ["relay=./mine"] };
  const { episodes, notes } = makePlan("run", changed, variant, words);
  const { episodes: drawn } = plan("outbox/unawaited-send", { chaos: "kill-target,kill-broker" });
  const killsTarget = drawn.find(({ name }) => name === "kill-target")!;
  assert.deepEqual(episodes[0], { ...killsTarget, id: "f1" });
  assert.equal(episodes[1].pass?.text, "login:after-commit");
  assert.deepEqual(notes, [
    "kill-target at relay:after-read@3 begins at a time drawn from the seed: relay is a command of " +
    "yours and has no failpoints",
  ]);
});

Deno.test("a fault may be aimed, and the same seed gives the same plan", () => {
  const words = { chaos: "kill-broker,partition-network:relay-broker", times: 2 };
  const { episodes } = plan("outbox", words);
  assert.equal(episodes.length, 4);
  assert.deepEqual(
    [...new Set(episodes.map(({ name, aim }) => `${name} ${aim}`))].sort(),
    ["kill-broker undefined", "partition-network relay-broker"],
  );
  assert.deepEqual(plan("outbox", words), plan("outbox", words));
  assert.notDeepEqual(plan("outbox", { ...words, seed: 8 }).episodes, episodes);
});

Deno.test("the number of messages is rate times duration", () => {
  const { workload } = plan("outbox", { rate: 100, duration: 3_000 });
  assert.equal(workload.messages, 300);
  assert.equal(durationMsOf(workload), 3_000);
});

Deno.test("every variant's worst case can be planned, and typed options replace its options", () => {
  for (const lab of labs.flatMap(editionsOf)) {
    for (const variant of Object.keys(lab.variants)) {
      const { episodes, points, choices } = makePlan("run", lab, variant, {
        seed: 1,
        chaos: "worst-case",
      });
      const fixed = Object.entries(lab.variants[variant].worstCase.choices ?? {});
      for (const [name, word] of fixed) assert.equal(choices[name], word, `${variant} ${name}`);
      assert(episodes.length + points.length + fixed.length > 0, variant);
    }
  }
  const { workload } = plan("outbox/skip-locked", typed("--chaos", "telling", "--rate", "50"));
  assert.deepEqual([workload.users, workload.rate], [1, 50]);
});

Deno.test("typed faults add to the worst case", () => {
  const words = typed("--chaos", "telling,delay-network", "--crash", "relay:after-read@2");
  const { episodes, points } = plan("outbox/last-id", words);
  assert.deepEqual(episodes.map(({ name }) => name), ["delay-network"]);
  assert.deepEqual(points.map(({ action }) => action), ["crash", "hold"]);
});

Deno.test("every name of a fault that ever existed still names a fault of some lab", () => {
  const first =
    `kill-broker restart-broker pause-broker disk-full-broker kill-leader kill-two-brokers
    kill-relay pause-relay kill-consumer kill-source kill-target delay-network partition-network
    reset-connections lose-ack unbind-queue duplicate-message poison-message poison-consumer
    slow-consumer rebalance offline-subscriber join-subscriber points-down points-slow points-error
    points-hang points-refuse timeout-after-effect stop-login kill-login rollback burst`;
  const everywhere = labs.flatMap(editionsOf).flatMap((lab) =>
    Object.keys(lab.variants).flatMap((variant) => faultsIn(lab, variant))
  );
  for (const word of first.split(/\s+/)) assert(faultCalled(everywhere, word), word);
});

Deno.test("an alias names the same fault, in failpoints too", () => {
  const named = (lab: string, words: PlanWords) =>
    plan(lab, words).episodes.map(({ name }) => name);
  assert.deepEqual(named("sync", { chaos: "points-down,points-hang" }).sort(), [
    "kill-points",
    "pause-points",
  ]);
  assert.deepEqual(named("outbox", { chaos: "points-down" }), ["kill-consumer"]);
  assert.deepEqual(named("messaging", { chaos: "offline-subscriber" }), ["stop-consumer"]);
  const crash = ["login:after-commit@3 during points-down"];
  const { points, asked } = plan("sync", { chaos: "points-down", crash, times: 2 });
  assert.equal(points[0].during, "kill-points");
  assert.deepEqual(asked, { chaos: "points-down", times: 2 });
  // In messaging nobody calls points: points-down is an alias of kill-consumer, with a longer outage.
  const awayMs = (chaos: string) => plan("messaging", { chaos, seed: 7 }).episodes[0].forMs;
  assert(awayMs("points-down") > 1.5 * awayMs("kill-consumer"));
});

Deno.test("faults at failpoints are read with and without quotes", () => {
  const chaos = "kill-target at relay:after-read@3,delay-network";
  for (const words of [chaos.split(" "), [chaos]]) {
    assert.deepEqual(typed("--chaos", ...words, "--rate", "9"), { chaos, rate: 9 });
  }
});

Deno.test("holds are read unquoted, as in the help", () => {
  const words = typed(
    "--hold",
    "login:before-commit@5",
    "until",
    "relay:after-mark",
    "--rate",
    "9",
  );
  assert.equal(words.rate, 9);
  const [hold] = plan("outbox", { ...words }).points;
  assert.equal(hold.until?.at.point, "after-mark");
});

Deno.test("an unknown broker is refused, and for a variant of another broker the message names that broker", () => {
  assert.equal(findLab("messaging").lab.broker, "kafka");
  assert.equal(findLab("messaging/command", "rabbitmq").lab.broker, "rabbitmq");
  assert.equal(findLab("outbox", brokerOf({ cluster: true })).lab.broker, "kafka-cluster");
  const wrong: [() => unknown, RegExp][] = [
    [
      () => findLab("messaging", "rabbit"),
      /no broker 'rabbit' of messaging. Did you mean 'rabbitmq'/,
    ],
    [() => findLab("sync", "kafka"), /sync has no brokers to choose from/],
    [
      () => findLab("messaging/no-confirms"),
      /over kafka has no variant 'no-confirms'; add --broker rabbitmq$/,
    ],
    [() => findLab("messaging/nix", "rabbitmq"), /no variant 'nix' of messaging over rabbitmq/],
    [() => brokerOf({ cluster: true, broker: "rabbitmq" }), /--cluster needs Kafka/],
  ];
  for (const [find, sentence] of wrong) assert.throws(find, sentence);
});
