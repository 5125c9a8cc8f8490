/** What a server of a run is told, however it is run. */

/** Its only user; `guest` is never made where another default user is named. */
export const user = "asynclab";

/** Like Kafka's: what is larger, no broker of the labs takes. */
export const maxMessageBytes = 1_048_576;
