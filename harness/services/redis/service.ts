/**
 * Redis, in two ways: a run's namespace is a stream with consumer groups, or a channel. Both ways
 * need the same server: a run can open either one on a running Redis.
 */
import { type Broker, brokerOffers, onDisk, redelivers } from "../broker.ts";
import { ask } from "./client.ts";
import { redisContainer } from "./container.ts";
import { findRedis, installRedis } from "./install.ts";
import { launchRedis } from "./launch.ts";
import { dropNamespace } from "./names.ts";
import { openPubsub } from "./pubsub.ts";
import { openStreams } from "./streams.ts";

export const redisStreams: Broker = {
  name: "redis",
  sharable: true,
  local: {
    origin: "apt-get as root: redis-server",
    innerPorts: 0,
    install: installRedis,
    find: findRedis,
    launch: launchRedis,
  },
  container: redisContainer,
  // While Redis reads its file after a start, it answers with an error.
  ping: (access) => ask(access, (redis) => redis.ping()).then(() => {}),
  version: (access) =>
    ask(access, async (redis) => {
      const info = await redis.info("server");
      return /^redis_version:(\S+)/m.exec(info)![1];
    }),
  openNamespace: openStreams,
  dropNamespace,
  offers: (name) => [...brokerOffers(name), redelivers, onDisk(name)],
};

export const redisPubsub: Broker = {
  ...redisStreams,
  openNamespace: openPubsub,
  // A channel hands messages out and forgets them; Redis writes none of them to a disk.
  offers: brokerOffers,
};
