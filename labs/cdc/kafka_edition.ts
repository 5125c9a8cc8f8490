/**
 * The log feeds a broker, and the broker feeds two targets, each at its own pace. In this way a new
 * system feeds an old one that nobody may change.
 */
import { defineLab, type Lab } from "../../harness/contract/lab.ts";
import { postgres } from "../../harness/services/postgres/service.ts";
import { brokerLog } from "../login_points/broker_audit.ts";
import { brokers, hopsOver } from "../login_points/brokers.ts";
import { samples } from "../login_points/in_hand.ts";
import { answers, ofConsumer, refusals } from "../login_points/hazards.ts";
import { openThroughKafka } from "./kafka_style.ts";
import { kafkaVariantsOn } from "./kafka_variants.ts";

const consumer = (target: string, summary: string) => ({
  summary,
  program: import.meta.resolve("./consumer.ts"),
  kind: "consumer",
  extraInstances: 1,
  links: ["broker", "target"],
  consumes: "broker",
  traces: [{ kind: "effect" as const, target, server: "target" }],
});

const traits = brokers.find(({ name }) => name === "kafka")!;
const pointsOfConsumer = ["after-deliver", "after-effect-before-ack", "after-ack"];

/** It forwards whole transactions and copies no tables, so it passes no other failpoint. */
const pointsOfReader = [
  "after-receive",
  "before-apply",
  "before-commit",
  "after-commit",
  "after-ack",
];

const passes = (point: string) =>
  !point.startsWith("reader:") || pointsOfReader.includes(point.slice("reader:".length));

/** @param direct the edition without a broker: login and reader are the same */
export function throughKafka(
  { roles, failpoints, failpointHazards = {}, ...direct }: Pick<Lab, keyof Lab>,
): Lab {
  const variants = kafkaVariantsOn(traits);
  return defineLab({
    ...direct,
    broker: traits.name,
    services: { source: postgres, broker: traits.service, target: postgres },
    roles: {
      login: roles.login,
      reader: {
        ...roles.reader,
        summary: "reads the change log of the source, sends each login to the broker",
        links: ["source", "broker", "target"],
        traces: [{ kind: "stored", server: "broker" }],
      },
      points: consumer("points", "consumes the logins and grants points"),
      legacy: consumer("legacy", "consumes the same logins for an old system, which is slow"),
    },
    failpoints: {
      login: failpoints.login,
      reader: pointsOfReader,
      points: pointsOfConsumer,
      legacy: pointsOfConsumer,
    },
    failpointsWithoutOps: direct.failpointsWithoutOps?.filter(passes),
    failpointHazards: {
      ...Object.fromEntries(Object.entries(failpointHazards).filter(([point]) => passes(point))),
      ...ofConsumer("points"),
      ...ofConsumer("legacy"),
    },
    hazardSources: [
      answers,
      brokerLog,
      refusals(["points", "legacy"]),
      samples(["reader", "points", "legacy"]),
    ],
    variants,
    targets: ["points", "legacy"],
    hops: hopsOver("reader"),
    open: (namespaces, variant) => openThroughKafka(namespaces, variants[variant]),
  });
}
