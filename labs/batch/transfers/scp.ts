/**
 * By SCP: no rename, no listing, and B may see half a file. Each try has names of its own, so no file
 * that B may be reading is written again. The manifest ends with a line of its own length and hash.
 */
import { point } from "../../../harness/roles/role.ts";
import { openScp, type Scp } from "../../../harness/roles/files.ts";
import { fileServer } from "../file_server.ts";
import { manifestName, requestList, selfChecked, sequenceIn, stemOf } from "../files.ts";
import { digestOf, manifestOf, mustBeSent, textOf } from "../sending.ts";
import { inParts } from "./mid_upload.ts";
import type { Outgoing, Transfer } from "./transfer.ts";

const encoder = new TextEncoder();

export function openScpTransfer(): Transfer {
  const scp = openScp(fileServer());
  return {
    send: (file) => send(scp, file),
    async requests() {
      const list = await scp.get(`requests/${requestList}`);
      const names = list === null ? [] : (await textOf(list)).split("\n");
      return names.filter((name) => sequenceIn(name) !== null);
    },
    [Symbol.dispose]: () => scp[Symbol.dispose](),
  };
}

async function send(scp: Scp, file: Outgoing): Promise<void> {
  const { run, format, ops, tryNumber } = file;
  const about = { ops, position: run.sequence };
  const stem = `${stemOf(run)}.${tryNumber}`;
  const name = `${stem}.${format.name}`;
  // SCP names the length before the content.
  const digest = await digestOf(file.content());
  await scp.put(inParts(file, () => Promise.resolve()), `inbox/${name}`, digest.bytes);
  await mustBeSent(name, await scp.get(`inbox/${name}`), digest);
  await point("after-data-before-manifest", about);
  const text = encoder.encode(selfChecked(JSON.stringify(manifestOf(run, name, format, digest))));
  await scp.put([text], `inbox/${manifestName(stem)}`, text.length);
  await point("after-rename-before-record", about);
}
