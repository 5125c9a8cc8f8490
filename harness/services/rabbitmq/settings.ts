/** The settings of a server, the same however it runs. */

/** Its only user; the broker does not create `guest` where another default user is named. */
export const user = "asynclab";

/** The same as Kafka's: no broker of the labs takes a larger message. */
export const maxMessageBytes = 1_048_576;
