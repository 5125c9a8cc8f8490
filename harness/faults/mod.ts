/** Every fault by name. A new one is a file, its test and a line. */
import type { Fault } from "../lab.ts";
import { delayNetwork } from "./delay.ts";
import { duplicateMessage } from "./duplicate.ts";
import { kill } from "./kill.ts";
import { partitionNetwork } from "./partition.ts";
import { pause } from "./pause.ts";
import { poisonMessage } from "./poison.ts";
import { resetConnections } from "./reset.ts";
import { restart } from "./restart.ts";
import { slowConsumer } from "./slow.ts";

export const faults: readonly Fault[] = [
  kill("broker"),
  restart("broker"),
  pause("broker"),
  kill("relay"),
  pause("relay"),
  kill("consumer"),
  kill("source"),
  kill("target"),
  delayNetwork,
  partitionNetwork,
  resetConnections,
  duplicateMessage,
  poisonMessage,
  slowConsumer,
];
