/** The capabilities that things of more than one lab have. A new one may stand in a file of its own. */
import type { FullDisk, Server } from "./server.ts";
import type { HttpProxy } from "./proxy.ts";
import type { RoleProcess, Victim } from "./role_process.ts";
import type { Poison } from "./fault_context.ts";
import { capability } from "./capability.ts";
import type { Consumers } from "./style.ts";

/** Processes that can be ended, stopped and started: of a server, or of roles. */
export interface Processes {
  /**
   * Those that may be struck; one that is not started with the run only once it is up.
   *
   * @param aim one of them alone: `relay#2`, `broker3`
   * @throws Refusal (64) where this run has none
   */
  victims(aim?: string): Victim[];
}
export const hasProcesses = capability<Processes>("processes", "processes");
/** They are a server's: an upgrade restarts them. */
export const isServer = capability<Processes>("server", "server");
/** They are roles': a deployment ends them in order. */
export const isRole = capability<Processes>("role", "role");

/** Others call it over HTTP; a proxy stands in front of it. */
export const isCalledOverHttp = capability<HttpProxy>("callers", "caller");

/** Links that lead to or from it, by name. */
export interface Linked {
  /** @throws Refusal (64) where this run has no such link */
  links(aim?: string): string[];
}
export const hasLinks = capability<Linked>("links", "links");

/** Messages are handed to it, by a server that it links to. */
export interface Consuming {
  /** All its links to servers. */
  links(): string[];
  /** Links by which it does what the messages ask for: all but those to whoever hands them out. */
  linksToWork(): string[];
}
export const consumes = capability<Consuming>("consumer", "consumer");

/** One more process of it can come up beside the others. */
export interface Spare {
  processes(): RoleProcess[];
}
export const hasSpare = capability<Spare>("spare consumer", "spare consumer");

/** Roles that are not started with the run and can join it. */
export interface Joining {
  waiting(): RoleProcess[];
  /** Starts it; it is written down from when on it must be reached. */
  join(process: RoleProcess): Promise<void>;
}
export const joins = capability<Joining>("late subscriber", "subscriber that joins later");

/** It writes to a disk that can be full. */
export interface Disk {
  fill(): Promise<FullDisk>;
}
export const hasDisk = capability<Disk>("disk", "disk that it writes to");

/** Several nodes, one of which leads. */
export interface Cluster {
  /** Name of the node that leads most of what this run has there. */
  leader(): Promise<string>;
  nodes(): Server[];
}
export const isCluster = capability<Cluster>("cluster", "cluster");

/** Queues that are bound to where messages are sent to. */
export interface Bindings {
  /** Takes a queue's binding away: what is sent is not routed to it. */
  unbind(): Promise<void>;
  bind(): Promise<void>;
}
export const hasBindings = capability<Bindings>("bindings", "bindings");

/** Whoever gets its messages acknowledges them, and whoever sends is given a confirm: on links to it. */
export const acknowledges = capability<null>("acknowledgements", "acknowledgements");

/** More operations than were planned, or other ones. */
export interface Bursts {
  /** Traffic × `times`: `end` says how many operations came on top of the plan. */
  burst(times: number): Promise<{ end(): Promise<number> }>;
}
export const bursts = capability<Bursts>("load", "load");

export interface RollsBack {
  /** The business rolls this share of the operations back; `end` says how many more than planned. */
  rollBack(share: number): Promise<{ end(): Promise<number> }>;
}
export const rollsBack = capability<RollsBack>("business", "business transaction");

export interface Poisonable {
  /** The next `count` operations carry what somebody cannot take; `end` returns their numbers. */
  poison(count: number, poison?: Poison): Promise<{ end(): Promise<number[]> }>;
}
export const isPoisonable = capability<Poisonable>("message", "messages");

/** Whoever consumes cannot handle some messages until it is repaired. */
export const refusesMessages = capability<Consumers & Poisonable>(
  "unhandled messages",
  "messages that its consumers may not know",
);
