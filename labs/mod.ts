/** Every lab by name. A new lab is a folder and a line here. */
import { mustBeThreatened } from "../harness/plan/registry.ts";
import type { Lab } from "../harness/contract/lab.ts";
import { batch } from "./batch/lab.ts";
import { cdc } from "./cdc/lab.ts";
import { messaging } from "./messaging/lab.ts";
import { outbox } from "./outbox/lab.ts";
import { polling } from "./polling/lab.ts";
import { sync } from "./sync/lab.ts";
import { thread } from "./thread/lab.ts";

export const labs: Lab[] = [outbox, messaging, sync, thread, polling, cdc, batch];

mustBeThreatened();
