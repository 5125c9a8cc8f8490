/** Names who can know an event, and who wrote a file of a history. */

/** A file of a run's folder is believed only for events that its writer can know. */
export type Writer = "harness" | "load" | "databases" | "role";

/** `anyone`: no run of asynclab wrote the history, and it may hold every kind of event. */
export type Keeper = "anyone" | Writer;
