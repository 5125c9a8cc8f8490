/** Message ids that a consumer remembers in bounded memory. */
import { LRUCache } from "lru-cache";

export interface KnownIds {
  has(messageId: string): boolean;
  add(messageId: string): void;
}

/**
 * Holds at most `max` ids, each for `ttlMs`. When it is full, it forgets the id that was seen longest
 * ago. A million ids take less than 256 MiB.
 */
export function knownIds(max: number, ttlMs: number): KnownIds {
  const cache = new LRUCache<string, true>({ max, ttl: ttlMs, ttlResolution: 0 });
  return {
    has: (messageId) => cache.get(messageId) === true,
    add: (messageId) => void cache.set(messageId, true),
  };
}
