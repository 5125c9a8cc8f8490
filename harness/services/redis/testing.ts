/** Shared by the tests of Redis. */
import assert from "node:assert/strict";
import type { Access } from "../../contract/lab.ts";
import { ask } from "./client.ts";
import { fieldsOf } from "./entries.ts";

/** In a process and in a container: confirmed writes are in the file, and no value above 1 MiB is accepted. */
export async function assertSettings(access: Access): Promise<void> {
  const names = ["appendonly", "appendfsync", "no-appendfsync-on-rewrite", "save"];
  const answer = await ask(
    access,
    (redis) => redis.config("GET", "proto-max-bulk-len", ...names),
  );
  assert.deepEqual(fieldsOf(answer as string[]), {
    "appendonly": "yes",
    "appendfsync": "always",
    "no-appendfsync-on-rewrite": "no",
    "save": "",
    "proto-max-bulk-len": "1048576",
  });
}
