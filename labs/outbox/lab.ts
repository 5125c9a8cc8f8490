import { endsOrFails } from "../../harness/contract/point_hazards.ts";
import { inHand, unrecordedSend } from "../../harness/contract/hazards.ts";
import type { Handbook } from "../../harness/contract/handbook.ts";
import { defineLab, type Lab } from "../../harness/contract/lab.ts";
import { restorable } from "../../harness/services/postgres/restorable.ts";
import { postgres } from "../../harness/services/postgres/service.ts";
import { brokerLog } from "../login_points/broker_audit.ts";
import { brokers, type BrokerTraits, hopsOver } from "../login_points/brokers.ts";
import { samples } from "../login_points/in_hand.ts";
import { answers, ofConsumer, ofLogin, refusals, takeovers } from "../login_points/hazards.ts";
import { takeoversOfRelays } from "./active_relays.ts";
import { openOutbox } from "./style.ts";
import { variantsOn } from "./variants.ts";

/** The consumer inserts each message's id into a table with a key. */
const withKey = { role: "points", setting: "DEDUP", words: ["table"] };

const handbook: Handbook = {
  throughput: "middle",
  latency: "middle",
  complexity: "high",
  stability: "high",
  situation: "consistency matters",
};

function outboxOn(traits: BrokerTraits): Lab {
  const variants = variantsOn(traits);
  return defineLab({
    name: "outbox",
    broker: traits.name,
    summary: "The message is written in the business transaction; a relay sends it.",
    services: {
      source: restorable("login", "relay"),
      broker: traits.service,
      ...traits.others,
      target: postgres,
    },
    entry: "login",
    operation: import.meta.resolve("../login_points/operation.ts"),
    roles: {
      login: {
        summary: "takes logins over HTTP; writes the login and the outbox row in one transaction",
        program: import.meta.resolve("./login.ts"),
        links: ["source"],
        listens: true,
        traces: [{ kind: "commit", server: "source" }],
      },
      relay: {
        summary: "reads the outbox, sends to the broker, marks what was sent",
        program: import.meta.resolve("./relay.ts"),
        links: ["source", "broker"],
        traces: [{ kind: "marked", server: "source" }, { kind: "stored", server: "broker" }],
      },
      points: {
        summary: "consumes the topic; dedup and grant in one transaction",
        program: import.meta.resolve("./points.ts"),
        kind: "consumer",
        extraInstances: 1,
        links: ["broker", "target"],
        consumes: "broker",
        traces: [{ kind: "effect", server: "target" }],
      },
    },
    failpoints: {
      login: ["before-rollback", "before-commit", "after-commit"],
      relay: ["before-read", "after-read", "before-send", "after-send-before-mark", "after-mark"],
      points: ["after-deliver", "after-effect-before-ack", "after-ack"],
    },
    failpointsWithoutOps: ["relay:before-read"],
    failpointHazards: {
      ...ofLogin,
      "relay:after-read": endsOrFails(inHand),
      "relay:before-send": endsOrFails(inHand),
      "relay:after-send-before-mark": endsOrFails(unrecordedSend),
      ...ofConsumer("points"),
    },
    hazardSources: [
      answers,
      brokerLog,
      refusals(["points"], withKey),
      takeovers(["points"]),
      takeoversOfRelays,
      samples(["points"]),
      samples(["relay"], [unrecordedSend]),
    ],
    variants,
    targets: ["points"],
    hops: hopsOver("relay"),
    minimumOperations: 20,
    outageLink: "relay-broker",
    handbook,

    open: (namespaces, variant) => openOutbox(namespaces, variants[variant].settings?.relay ?? {}),
  });
}

const editions = brokers.filter(({ redelivers }) => redelivers).map(outboxOn);
export const outbox: Lab = { ...editions[0], editions };
