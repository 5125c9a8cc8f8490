/** Who can know of an event, and who wrote a file of a history. */

/** A file of a run's folder is believed for what its writer can know. */
export type Writer = "harness" | "load" | "databases" | "role";

/** `anyone`: a history that no run of ours wrote, which may say everything. */
export type Keeper = "anyone" | Writer;
