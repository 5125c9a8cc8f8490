import { refusesMessages } from "../../harness/contract/capabilities.ts";
import { offer, type Thing } from "../../harness/contract/capability.ts";
import { endsOrFails } from "../../harness/contract/point_hazards.ts";
import { inHand, unacknowledgedEffect } from "../../harness/contract/hazards.ts";
import type { Handbook } from "../../harness/contract/handbook.ts";
import { defineLab, type Lab } from "../../harness/contract/lab.ts";
import { postgres } from "../../harness/services/postgres/service.ts";
import { brokerLog } from "../login_points/broker_audit.ts";
import { brokers, type BrokerTraits, hopsOver } from "../login_points/brokers.ts";
import { samples } from "../login_points/in_hand.ts";
import { answers, ofConsumer, ofLogin, refusals, takeovers } from "../login_points/hazards.ts";
import { openMessaging } from "./style.ts";
import { variantsOn } from "./variants.ts";

const program = import.meta.resolve("./points.ts");
const consumer = (target: string, summary: string) => ({
  summary,
  program,
  kind: "consumer",
  extraInstances: 1,
  links: ["broker", "target"],
  consumes: "broker",
  traces: [{ kind: "effect" as const, target, server: "target" }],
});

const consumers = ["points", "coupon", "analytics", "newsletter"];

/** The consumers insert each message's id into a table with a key. */
const withKey = { role: "points", setting: "DEDUP", words: ["dedup-table", "idempotent-effect"] };

/** A login for a campaign that the consumer does not know. */
const message: Thing = {
  name: "message",
  aliases: [],
  scope: "namespace",
  offers: [
    offer(refusesMessages, (context) => ({
      ...context.style.consumers!,
      poison: (count, poison) => context.poison(count, poison),
    })),
  ],
};

/** Subscribes while the run goes on. */
const newsletter = {
  ...consumer("newsletter", "consumes LoggedIn in its own group; joins during the run"),
  instances: 0,
  extraInstances: 0,
  joinsLater: true as const,
};

const handbook: Handbook = {
  throughput: "high",
  latency: "low",
  complexity: "middle",
  stability: "high",
  situation: "between systems",
};

function messagingOn(broker: BrokerTraits): Lab {
  const variants = variantsOn(broker);
  return defineLab({
    name: "messaging",
    summary: "The message is sent to a broker after the commit; consumers recognise copies.",
    broker: broker.name,
    services: { source: postgres, broker: broker.service, ...broker.others, target: postgres },
    entry: "login",
    operation: import.meta.resolve("../login_points/operation.ts"),
    roles: {
      login: {
        summary: "takes logins over HTTP, commits, sends the message, answers",
        program: import.meta.resolve("./login.ts"),
        links: ["source", "broker"],
        listens: true,
        traces: [
          { kind: "commit" as const, server: "source" },
          { kind: "stored" as const, server: "broker" },
        ],
      },
      points: consumer("points", "consumes LoggedIn and grants points"),
      coupon: {
        ...consumer("coupon", "consumes LoggedIn in its own group and grants a coupon"),
        instances: 0,
      },
      analytics: {
        ...consumer("analytics", "consumes LoggedIn in its own group and counts it"),
        instances: 0,
      },
      newsletter,
    },
    failpoints: {
      login: ["before-rollback", "before-commit", "after-commit", "before-send", "after-send"],
      points: [
        "after-deliver",
        "after-effect-before-record",
        "after-effect-before-ack",
        "after-ack-before-work",
        "after-ack",
      ],
    },
    failpointHazards: {
      ...ofLogin,
      "login:after-commit": endsOrFails(inHand),
      "login:before-send": endsOrFails(inHand),
      ...ofConsumer("points"),
      "points:after-effect-before-record": endsOrFails(unacknowledgedEffect),
      "points:after-ack-before-work": endsOrFails(inHand),
    },
    hazardSources: [
      answers,
      ...(broker.keepsMessages ? [brokerLog] : []),
      samples(["login"], [inHand]),
      ...(broker.redelivers ? [samples(consumers)] : []),
      refusals(consumers, withKey),
      takeovers(consumers),
    ],
    targets: ["points"],
    hops: hopsOver("login"),
    minimumOperations: 20,
    outageLink: "login-broker",
    handbook,
    variants,
    things: [message],
    open: (namespaces, variant) => openMessaging(namespaces, variants[variant], broker.replays),
  });
}

const editions: readonly Lab[] = brokers.map(messagingOn);
export const messaging: Lab = { ...editions[0], editions };
