/** Facts on which the nodes of a cluster agree without asking each other. */
import { createHash } from "node:crypto";

/** `broker` is node 1, `broker3` node 3. */
export const nodeIdOf = (name: string): number => Number(/\d+$/.exec(name)?.[0] ?? 1);

/** The name of a node, given the name of the first one. */
export const nodeNameOf = (first: string, id: number): string => id === 1 ? first : `${first}${id}`;

const plain = (name: string): string => name.replace(/\d+$/, "");

/**
 * Returns the peers in the same cluster as the server `name`, with this server itself: the names of
 * a cluster's nodes differ only in a number at the end.
 */
export function nodesAmong<T extends { readonly name: string }>(
  name: string,
  peers: readonly T[],
): T[] {
  return peers.filter((peer) => plain(peer.name) === plain(name));
}

/** How many nodes must have a copy before a message is confirmed: one node may be away. */
export const inSyncOf = (size: number): number => Math.max(1, size - 1);

/** A UUID in Kafka's form. It never begins with `-`, because Kafka's tools would read that as an option. */
export function uuidOf(bytes: Uint8Array): string {
  const uuid = new Uint8Array(bytes.slice(0, 16));
  uuid[0] &= 0x7f;
  return uuid.toBase64({ alphabet: "base64url", omitPadding: true });
}

/** The cluster's id: all nodes with data in this folder of a run get the same one. */
export const clusterIdOf = (runDir: string): string =>
  uuidOf(createHash("sha256").update(runDir).digest());

export const randomUuid = (): string => uuidOf(crypto.getRandomValues(new Uint8Array(16)));

/** A node's settings for its cluster, by the names of Kafka's properties. */
export function clusterProperties(size: number): Record<string, number> {
  const inSync = inSyncOf(size);
  return {
    "default.replication.factor": size,
    "min.insync.replicas": inSync,
    "offsets.topic.replication.factor": size,
    "transaction.state.log.replication.factor": size,
    "transaction.state.log.min.isr": inSync,
    "share.coordinator.state.topic.replication.factor": size,
    "share.coordinator.state.topic.min.isr": inSync,
  };
}
