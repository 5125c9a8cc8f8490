/** The settings of a broker in a container. */
import type { ContainerServer } from "../../contract/lab.ts";
import { user } from "./settings.ts";

export const rabbitContainer: ContainerServer = {
  template: "rabbitmq",
  user,
  port: 5672,
  dataDir: "/var/lib/rabbitmq",
  environment: ({ access }) => ({ RABBITMQ_DEFAULT_PASS: access.password }),
};
