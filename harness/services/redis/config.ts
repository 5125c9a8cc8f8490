/** What every Redis of ours is told, in the words of redis.conf. */
import { createHash } from "node:crypto";

/**
 * The one user; nobody gets in without its password. It is the default one: who switches that one
 * off loses every transaction at a restart, a group's pending entries among them, for what is read
 * from the file is checked as that user's.
 *
 * https://github.com/redis/redis/issues/14541
 */
export const user = "default";

/** As an ACL takes it in the place of the password. */
export const digestOf = (password: string): string =>
  createHash("sha256").update(password).digest("hex");

/** `compose.yaml` says the same to a container; a test compares what the servers answer. */
export function redisConf(dataDir: string, port: number, password: string): string {
  return `bind 127.0.0.1
protected-mode yes
port ${port}
dir "${dataDir.replaceAll(/["\\]/g, "\\$&")}"
user ${user} on #${digestOf(password)} ~* &* +@all
${durability}`;
}

/** An answer means that it is in the file: with everysec it may come before. */
const durability = `appendonly yes
appendfsync always
no-appendfsync-on-rewrite no
save ""
proto-max-bulk-len 1mb
`;
