/** The settings of every Redis of ours, in the syntax of redis.conf. */
import { createHash } from "node:crypto";

/**
 * The only user; nobody gets in without its password. It is the default user, because Redis checks
 * the commands in its file with that user's rights: with the default user switched off, Redis loses
 * every transaction at a restart, including a group's pending entries.
 *
 * https://github.com/redis/redis/issues/14541
 */
export const user = "default";

/** The digest that an ACL accepts in place of the password. */
export const digestOf = (password: string): string =>
  createHash("sha256").update(password).digest("hex");

/** `compose.yaml` has the same settings for a container; a test compares the servers' answers. */
export function redisConf(dataDir: string, port: number, password: string): string {
  return `bind 127.0.0.1
protected-mode yes
port ${port}
dir "${dataDir.replaceAll(/["\\]/g, "\\$&")}"
user ${user} on #${digestOf(password)} ~* &* +@all
${durability}`;
}

/** With `always`, an answered write is in the file; with `everysec` the answer may come before that. */
const durability = `appendonly yes
appendfsync always
no-appendfsync-on-rewrite no
save ""
proto-max-bulk-len 1mb
`;
