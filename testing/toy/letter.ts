import type { Drawn } from "../../harness/contract/operation.ts";

/** What a clerk takes. */
export interface Letter {
  readonly letter: number;
  readonly sender: string;
  readonly text: string;
}

export const operation = ({ op, key, value }: Drawn): Letter => ({
  letter: op,
  sender: key,
  text: value,
});

/** As it lies in the mailbox. */
export interface Posted extends Letter {
  readonly seq: number;
  readonly at: number;
}

/** As it lies in the letterbox. */
export interface Delivered extends Posted {
  readonly n: number;
}
