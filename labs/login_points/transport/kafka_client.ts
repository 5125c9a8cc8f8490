import { Kafka, logLevel, type RetryOptions } from "kafkajs";
import { id, setting } from "../../../harness/roles/role.ts";

/**
 * The Kafka client of a role. Its limits are short, so that they do not hide a fault: it gives up a
 * request after 2 s, or after `patienceMs` where that is longer.
 */
export const openKafka = (retry: RetryOptions, patienceMs = 0): Kafka =>
  new Kafka({
    clientId: id,
    brokers: setting("BROKER_URL").split(","),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    requestTimeout: Math.max(2_000, patienceMs),
    retry: { initialRetryTime: 100, maxRetryTime: 500, ...retry },
  });
