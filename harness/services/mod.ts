/** Every kind of server by name. A new kind needs one folder and one line here. */
import type { Service } from "../contract/lab.ts";
import { kafka } from "./kafka/service.ts";
import { postgres } from "./postgres/service.ts";
import { rabbitmq } from "./rabbitmq/service.ts";
import { redisStreams } from "./redis/service.ts";
import { sftp } from "./sftp/service.ts";

export const services: readonly Service[] = [postgres, kafka, rabbitmq, redisStreams, sftp];
