import type { OperationValues } from "../../harness/contract/operation.ts";

/** The request that a clerk takes. */
export interface Letter {
  readonly letter: number;
  readonly sender: string;
  readonly text: string;
}

export const operation = ({ op, key, value }: OperationValues): Letter => ({
  letter: op,
  sender: key,
  text: value,
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
