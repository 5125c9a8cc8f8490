/** Who knows of an event, and whose a file of a history is. */

/** A file of a run's folder is believed for what its writer can know. */
export type Writer = "harness" | "load" | "databases" | "role";

/** `anyone`: a history that no run of ours wrote, which may say everything. */
export type Keeper = "anyone" | Writer;
