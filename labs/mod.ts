/** Every lab by name. A new one is a folder and a line. */
import { mustClaimWhatIs } from "../harness/claims.ts";
import { editionsOf, type Lab } from "../harness/lab.ts";
import { messaging } from "./messaging/lab.ts";
import { outbox } from "./outbox/lab.ts";
import { sync } from "./sync/lab.ts";
import { thread } from "./thread/lab.ts";

// deno-lint-ignore no-explicit-any -- each lab has corners of its own; the harness hands them back as it got them
export const labs: readonly Lab<any>[] = [outbox, messaging, sync, thread];

for (const lab of labs.flatMap(editionsOf)) mustClaimWhatIs(lab);
