/**
 * How long the harness waits for servers, programs and threads. Every wait has a limit, so a run
 * ends whatever hangs. README.md says what the limits add up to.
 */

/** A statement or a request to a server, for a run that works. */
export const questionMs = 20_000;

/** A lab's tables and topics, or a run's namespace in one server: several questions. */
export const prepareMs = 120_000;

/** The next event from the servers during the audit: a page may be sorted first. */
export const auditMs = 60_000;

/** A server is silent if it answered no ping for this long: an overloaded machine is slow, not silent. */
export const silentMs = 10_000;

/** The farewell to a server; a server that does not answer is left without it. */
export const goodbyeMs = 1_000;

/** How long a thread or a helper process of the harness may take to start, or to answer. */
export const helperMs = 30_000;

/** A program that fetches or prepares something, over a slow network too. */
export const programMs = 900_000;

/** A program that works only on this machine: a copy of a data folder. */
export const localProgramMs = 60_000;

/** An installation on this machine: a late one is better than an incomplete one. */
export const machineMs = 3_600_000;

/** All dead letters of a run, put back one after the other. */
export const redriveMs = 600_000;
