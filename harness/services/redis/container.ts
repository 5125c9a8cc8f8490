/** The settings of a Redis in a container. */
import type { ContainerServer } from "../../contract/lab.ts";
import { digestOf, user } from "./config.ts";

export const redisContainer: ContainerServer = {
  template: "redis",
  user,
  port: 6379,
  dataDir: "/data",
  environment: ({ access }) => ({ REDIS_PASSWORD_SHA256: digestOf(access.password) }),
};
