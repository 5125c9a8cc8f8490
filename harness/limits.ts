/**
 * How long the harness waits for servers, programs and threads. Every wait has a limit, so a run
 * ends whatever hangs. README.md says what the limits add up to.
 */

/** One statement or one request to a server, while the run goes on. */
export const questionMs = 20_000;

/** A lab's tables and topics, or a run's namespace in one server: several requests. */
export const prepareMs = 120_000;

/** The next event from the servers during the audit: a server may have to sort the rows first. */
export const auditMs = 60_000;

/** A server is silent if it answered no ping for this long: an overloaded machine is slow, not silent. */
export const silentMs = 10_000;

/** The graceful end of a connection; if the server does not answer, the connection is dropped. */
export const goodbyeMs = 1_000;

/** How long a thread or a helper process of the harness may take to start, or to answer. */
export const helperMs = 30_000;

/** A program that fetches or prepares something, even over a slow network. */
export const programMs = 900_000;

/** A program that works only on this machine: a copy of a data folder. */
export const localProgramMs = 60_000;

/** An installation on this machine: a late one is better than an incomplete one. */
export const machineMs = 3_600_000;

/** All dead letters of a run, put back one after the other. */
export const orderMs = 600_000;
