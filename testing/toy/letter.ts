import type { OperationValues, PlannedLoad } from "../../harness/contract/operation.ts";

/** The request that a clerk takes. */
export interface Letter {
  readonly letter: number;
  readonly sender: string;
  readonly text: string;
  readonly paper: string;
  /** How late in the load it is written, from 0 to below 1. */
  readonly share: number;
}

export const operation = (
  { op, key, value, plannedMs }: OperationValues,
  { durationMs, choices }: PlannedLoad,
): Letter => ({
  letter: op,
  sender: key,
  text: value,
  paper: choices.paper,
  share: plannedMs / durationMs,
});

/** A letter in the mailbox. */
export interface Posted extends Letter {
  readonly seq: number;
  readonly at: number;
}

/** A letter in the letterbox. */
export interface Delivered extends Posted {
  readonly n: number;
}
