/** Every kind of server by name. A new one is a file and a line. */
import type { Service } from "../lab.ts";
import { kafka } from "./kafka.ts";
import { postgres } from "./postgres.ts";
import { rabbitmq } from "./rabbitmq.ts";
import { redisStreams } from "./redis.ts";

export const services: readonly Service[] = [postgres, kafka, rabbitmq, redisStreams];
