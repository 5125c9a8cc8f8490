/**
 * RabbitMQ: a run's namespace is an exchange, a queue for each group, and one queue that keeps a
 * copy of everything.
 */
import { hasBindings, hasDisk } from "../../contract/capabilities.ts";
import { offer } from "../../contract/capability.ts";
import type { Service } from "../../contract/lab.ts";
import { brokerOffers, redelivers } from "../broker.ts";
import { alarm } from "./alarm.ts";
import { pingRabbit } from "./client.ts";
import { rabbitContainer } from "./container.ts";
import { dropNamespace, openNamespace, type RabbitNamespace } from "./namespace.ts";
import { findRabbit, installRabbit } from "./install.ts";
import { launchRabbit } from "./launch.ts";
import { versionOf } from "./version.ts";

export type { RabbitNamespace };

export const rabbitmq: Service<RabbitNamespace> = {
  name: "rabbitmq",
  sharable: true,
  local: {
    origin: "apt-get as root: rabbitmq-server",
    innerPorts: 2,
    install: installRabbit,
    find: findRabbit,
    launch: launchRabbit,
  },
  container: rabbitContainer,
  ping: pingRabbit,
  version: ({ endpoint }) => versionOf(endpoint),
  openNamespace,
  dropNamespace,
  offers: (name) => [
    ...brokerOffers(name),
    redelivers,
    offer(hasDisk, ({ servers }) => ({ fill: () => alarm(servers[name]) })),
    offer(hasBindings, ({ namespaces }) => namespaces[name] as RabbitNamespace),
  ],
};
