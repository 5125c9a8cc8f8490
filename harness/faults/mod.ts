/** Every fault by name. A new one is a file, its test and a line. */
import type { Fault, Lab } from "../lab.ts";
import { burst } from "./burst.ts";
import { delayNetwork } from "./delay.ts";
import { duplicateMessage } from "./duplicate.ts";
import { diskFull } from "./disk_full.ts";
import { serviceError } from "./error.ts";
import { joinSubscriber } from "./join.ts";
import { down, kill } from "./kill.ts";
import { killLeader } from "./kill_leader.ts";
import { killTwoBrokers } from "./kill_two.ts";
import { loseAck } from "./lose_ack.ts";
import { partitionNetwork } from "./partition.ts";
import { hang, pause } from "./pause.ts";
import { poisonConsumer, poisonMessage } from "./poison.ts";
import { rebalance } from "./rebalance.ts";
import { serviceRefuse } from "./refuse.ts";
import { resetConnections } from "./reset.ts";
import { offlineSubscriber, restart, stop } from "./restart.ts";
import { rollback } from "./rollback.ts";
import { serviceSlow, slowConsumer } from "./slow.ts";
import { unbindQueue } from "./unbind.ts";
import { timeoutAfterEffect } from "./withhold.ts";

export const faults: readonly Fault[] = [
  kill("broker", "server"),
  restart("broker", "server"),
  pause("broker", "server"),
  diskFull,
  killLeader,
  killTwoBrokers,
  kill("relay"),
  pause("relay"),
  kill("consumer"),
  kill("source", "server"),
  kill("target", "server"),
  delayNetwork,
  partitionNetwork,
  resetConnections,
  loseAck,
  unbindQueue,
  duplicateMessage,
  poisonMessage,
  poisonConsumer,
  slowConsumer,
  rebalance,
  offlineSubscriber,
  joinSubscriber,
  down("points"),
  serviceSlow("points"),
  serviceError("points"),
  hang("points"),
  serviceRefuse("points"),
  timeoutAfterEffect,
  stop("login"),
  kill("login"),
  rollback,
  burst,
];

/** Names of the faults that find in this lab what they aim at, in this variant where one is named. */
export const faultsFor = (lab: Lab, variant?: string): string[] =>
  faults.filter(({ unfit }) => (unfit?.(lab, variant) ?? null) === null).map(({ name }) => name);
