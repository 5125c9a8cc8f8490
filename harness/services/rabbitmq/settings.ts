/** The settings of a server: the same for a process and for a container. */

/** The broker's only user; the broker does not create `guest` if another default user is named. */
export const user = "asynclab";

/** The same limit as Kafka's: no broker of the labs accepts a larger message. */
export const maxMessageBytes = 1_048_576;
