import { Kafka, logLevel, type RetryOptions } from "kafkajs";
import { id, setting } from "../../../harness/role.ts";

/** A role's Kafka, with limits short enough that a fault shows and does not hide in them. */
export const openKafka = (retry: RetryOptions): Kafka =>
  new Kafka({
    clientId: id,
    brokers: setting("BROKER_URL").split(","),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    requestTimeout: 2_000,
    retry: { initialRetryTime: 100, maxRetryTime: 500, ...retry },
  });
