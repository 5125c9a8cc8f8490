/** The capabilities that several labs use. A new one may have a file of its own. */
import type { BusinessClock } from "./business_clock.ts";
import type { FullDisk, Server } from "./server.ts";
import type { HttpProxy } from "./proxy.ts";
import type { RoleProcess, Victim } from "./role_process.ts";
import type { Poison } from "./fault_context.ts";
import { capability } from "./capability.ts";
import type { Consumers } from "./style.ts";

/** Processes of a server or of roles; they can be ended, stopped and started. */
export interface Processes {
  /**
   * The processes that a fault may strike. A process that a fault starts is one of them only while
   * it is ready.
   *
   * @param aim the name of the only process to strike: `relay#2`, `broker3`
   * @throws Refusal (64) where this run has no such process
   */
  victims(aim?: string): Victim[];
}
export const hasProcesses = capability<Processes>("processes", "processes");
/** The processes belong to a server: an upgrade restarts them. */
export const isServer = capability<Processes>("server", "server");
/** The processes belong to roles: a deployment ends them with SIGTERM. */
export const isRole = capability<Processes>("role", "role");

/** A role that others call over HTTP, through a proxy. */
export const isCalledOverHttp = capability<HttpProxy>("callers", "caller");

/** A role that others call over HTTP, with one operation of one user in a request. */
export const isCalledForUsers = capability<HttpProxy>("users", "request of a single user");

/** The names of the links that lead to or from the thing. */
export interface Linked {
  /** @throws Refusal (64) where this run has no such link */
  links(aim?: string): string[];
}
export const hasLinks = capability<Linked>("links", "links");

/** A role that receives messages from one of the servers that it links to. */
export interface Consuming {
  /** All links of the consumer to servers. */
  links(): string[];
  /**
   * The links that it needs for the work that messages ask for: all its links except those to the
   * servers that deliver messages.
   */
  linksToWork(): string[];
}
export const consumes = capability<Consuming>("consumer", "consumer");

/** A role that has extra processes: a fault can start one beside the others. */
export interface ExtraProcesses {
  processes(): RoleProcess[];
}
export const hasExtraProcess = capability<ExtraProcesses>("extra consumer", "extra consumer");

/** Roles that are not started with the run and can join it. */
export interface Joining {
  waiting(): RoleProcess[];
  /** Starts the process, and records the time from which messages must reach it. */
  join(process: RoleProcess): Promise<void>;
}
export const joins = capability<Joining>("late subscriber", "subscriber that joins later");

/** A server that writes to a disk that can fill up. */
export interface Disk {
  fill(): Promise<FullDisk>;
}
export const hasDisk = capability<Disk>("disk", "disk that it writes to");

/** Several nodes, one of which leads. */
export interface Cluster {
  /** Name of the node that leads most of this run's partitions. */
  leader(): Promise<string>;
  nodes(): Server[];
}
export const isCluster = capability<Cluster>("cluster", "cluster");

/** Queues that are bound to the place where messages are sent. */
export interface Bindings {
  /** Removes a queue's binding: new messages are not routed to it. */
  unbind(): Promise<void>;
  bind(): Promise<void>;
}
export const hasBindings = capability<Bindings>("bindings", "bindings");

/** A server on whose links consumers acknowledge messages and senders get confirms. */
export const acknowledges = capability<null>("acknowledgements", "acknowledgements");

/** Roles ask it for the business time, and it can be wrong. */
export const hasClock = capability<BusinessClock>("clock", "clock that roles ask");

/** The load can send more operations than were planned. */
export interface Bursts {
  /** Multiplies the traffic by `times`; `end` returns how many operations were added to the plan. */
  burst(times: number): Promise<{ end(): Promise<number> }>;
}
export const bursts = capability<Bursts>("load", "load");

export interface RollsBack {
  /** The business rolls back this share of the operations; `end` returns how many beyond the plan it rolled back. */
  rollBack(share: number): Promise<{ end(): Promise<number> }>;
}
export const rollsBack = capability<RollsBack>("business", "business transaction");

export interface Poisonable {
  /** The next `count` operations carry a message that cannot be handled; `end` returns their numbers. */
  poison(count: number, poison?: Poison): Promise<{ end(): Promise<number[]> }>;
}
export const isPoisonable = capability<Poisonable>("message", "messages");

/** Some messages that the consumers cannot handle until they are repaired. */
export const refusesMessages = capability<Consumers & Poisonable>(
  "unhandled messages",
  "messages that its consumers may not know",
);
