/**
 * Redis, in two ways: a run's corner is a stream with consumer groups, or a channel. One kind of
 * server: whoever has one of the two up can open either.
 */
import { type Broker, brokerOffers, onDisk, redelivers } from "../broker.ts";
import { ask } from "./client.ts";
import { redisContainer } from "./container.ts";
import { findRedis, installRedis } from "./install.ts";
import { launchRedis } from "./launch.ts";
import { forgetCorner } from "./names.ts";
import { openPubsub } from "./pubsub.ts";
import { openStreams } from "./streams.ts";

export const redisStreams: Broker = {
  name: "redis",
  sharable: true,
  local: { innerPorts: 0, install: installRedis, find: findRedis, launch: launchRedis },
  container: redisContainer,
  // While it reads its file after a start, it answers with an error.
  ping: (access) => ask(access, (redis) => redis.ping()).then(() => {}),
  version: (access) =>
    ask(access, async (redis) => {
      const info = await redis.info("server");
      return /^redis_version:(\S+)/m.exec(info)![1];
    }),
  openCorner: openStreams,
  forgetCorner,
  offers: (name) => [...brokerOffers(name), redelivers, onDisk(name)],
};

export const redisPubsub: Broker = {
  ...redisStreams,
  openCorner: openPubsub,
  // It hands out and forgets, and writes nothing to a disk.
  offers: brokerOffers,
};
