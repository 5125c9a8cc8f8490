/**
 * Role `reader`: reads the change log of the source and applies it in the target. Any error ends
 * the process, and nothing is acknowledged after it. Each broken twin stands beside its sound
 * variant.
 */
import {
  choice,
  idle,
  leave,
  openDatabase,
  openRole,
  ready,
  setting,
  stopping,
} from "../../harness/roles/role.ts";
import { openDelivery } from "./delivery.ts";
import type { Delivery } from "./delivery_contract.ts";
import { openLibraryLog } from "./log/library.ts";
import { type Log, openLog } from "./log/log.ts";
import { mustBeReadable } from "./log/needs.ts";
import { openApplier, tableOfReader } from "./open_applier.ts";
import { startPosition } from "./position.ts";
import { loadPosition } from "./saved_position.ts";
import { publishedWith } from "./schema.ts";
import { snapshotOfReader } from "./snapshot.ts";

openRole();
const [applier, table, takeSnapshot] = [await openApplier(), tableOfReader(), snapshotOfReader()];
/** Where the position is kept. */
const keeping = choice("POSITION", { "saved": "saved", "slot": "slot", "none": "none" }, "saved");
const open = choice("CLIENT", { "own": openLog, "library": openLibraryLog }, "own");
const [url, slot, publication] = ["SOURCE_URL", "SLOT", "PUBLICATION"].map((name) => setting(name));

// One of the two connections keeps a snapshot open.
const source = openDatabase({ url, max: 2 });
const target = openDatabase({ url: setting("TARGET_URL"), max: 2 });
try {
  await mustBeReadable(source, publication, publishedWith(table));
  await using log = await open({ url, slot, publication, applicationName: "asynclab reader" });
  const delivery = openDelivery({ log, target, applier, savesPosition: keeping === "saved" });
  if (keeping === "none") await startAtEnd(log);
  else if (keeping === "slot") log.start(0n);
  else await startAtSaved(log, delivery);
  ready();
  while (!stopping.aborted) await delivery.turn();
} catch (error) {
  if (!stopping.aborted) {
    console.error(error instanceof Error ? error.message : error);
    await idle(0);
    Deno.exit(1);
  }
}
await leave(target, source);

/** Sound: goes on behind the last change that is in the target. */
async function startAtSaved(log: Log, delivery: Delivery): Promise<void> {
  let saved = await loadPosition(target);
  if (saved === null && takeSnapshot !== null && table !== null) {
    // Ready before the copy: logins go on while the reader copies.
    ready();
    saved = await takeSnapshot({ log, source, target, slot, table, applier });
  }
  const identity = await log.identify();
  log.start(await startPosition({ source, slot, identity, saved }));
  delivery.goOnFrom(saved);
}

/** Broken twin: begins at the end of the log, so nobody reads what was committed before. */
async function startAtEnd(log: Log): Promise<void> {
  log.start(await log.createTemporarySlot());
}
