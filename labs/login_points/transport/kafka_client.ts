import { Kafka, logLevel, type RetryOptions } from "kafkajs";
import { id, setting } from "../../../harness/roles/role.ts";

/**
 * A role's Kafka, with limits short enough that a fault shows and does not hide in them: its client
 * gives a request up after 2 s, or after `patienceMs` where that is longer.
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
