/** The things of a feed that faults strike: its files, their upload, the schedule of its job. */
import { capability } from "./capability.ts";
import type { Feed } from "./feed.ts";
import type { RoleProcess } from "./role_process.ts";

/** The sending of a file. */
export interface Upload extends Pick<Feed, "sizes"> {
  /** The links of the senders to the file server. */
  links(): string[];
}
export const isUpload = capability<Upload>("upload", "file that a role sends");

/** The files, and the processes that take them. */
export interface ReceivedFiles extends Feed, Upload {
  receivers(): RoleProcess[];
}
export const isReceived = capability<ReceivedFiles>("received files", "file that a role takes");

/** A job that its schedule starts. */
export interface Scheduled extends Pick<Feed, "fired"> {
  jobs(): RoleProcess[];
}
export const isScheduled = capability<Scheduled>("schedule", "job that a schedule starts");
