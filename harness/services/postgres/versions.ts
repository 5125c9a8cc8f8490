/** Which settings a version of PostgreSQL has. */

/** The oldest major version that asynclab works with. */
export const oldestMajor = 14;

/** The major version: 18 of `18.4`, `18beta1` or `18.4 (Debian 18.4-1)`. */
export const majorOf = (version: string): number => parseInt(version);

/** Settings that came later than `oldestMajor`, and the first major version that has each. */
const firstMajor = {
  /**
   * A replication slot that nobody reads for this long loses its log.
   *
   * https://www.postgresql.org/docs/18/runtime-config-replication.html
   */
  "idle_replication_slot_timeout": 18,
} as const;

export const hasSetting = (version: string, setting: keyof typeof firstMajor): boolean =>
  majorOf(version) >= firstMajor[setting];
