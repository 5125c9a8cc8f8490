/** The catalogue of hazards. A new hazard is a constant here and a place in the list below. */
import type { Hazard } from "./hazard.ts";

const hazard = (name: string, summary: string): Hazard => ({ name, summary });

export const redelivery = hazard(
  "redelivery",
  "A receiver got an operation again: a message, a request, or a row that its table refused.",
);
export const copyInLog = hazard(
  "copy-in-log",
  "The broker's log got the message of an operation once more.",
);
export const unrecordedSend = hazard(
  "unrecorded-send",
  "A process ended, or failed, between a send and its own record of the send.",
);
export const unacknowledgedEffect = hazard(
  "unacknowledged-effect",
  "A process ended, or failed, between an effect and its acknowledgement.",
);
export const inHand = hazard(
  "in-hand",
  "A process ended, or failed, with an operation that it had taken and not passed on.",
);
export const unconfirmedSend = hazard(
  "unconfirmed-send",
  "A send was made, and its confirmation did not come.",
);
export const lateCommit = hazard(
  "late-commit",
  "A transaction with a lower position was held while one with a higher position committed.",
);
export const receiverAway = hazard(
  "receiver-away",
  "A server or role that operations must reach was away.",
);
export const keyUnderWay = hazard(
  "key-under-way",
  "Two operations of one key were under way when a fault began.",
);
export const takeover = hazard(
  "takeover",
  "A process took over work that another one had begun.",
);
export const leaseExpired = hazard(
  "lease-expired",
  "A lease ended while its owner lived, and another process took it.",
);
export const rolledBack = hazard(
  "rollback",
  "The business rolled back a transaction that had written its row.",
);
export const calleeAway = hazard("callee-away", "A service that is called did not answer.");
export const calleeSlow = hazard("callee-slow", "A service that is called answered late.");
export const moreLoad = hazard("more-load", "More operations came than the plan of the load has.");
export const poisonMessage = hazard(
  "poison-message",
  "A message came that the broker or its consumer cannot handle.",
);
export const cutTransaction = hazard(
  "cut-transaction",
  "A process ended, or failed, in the middle of a transaction that it applied.",
);
export const positionGone = hazard(
  "position-gone",
  "The place in the log from which a reader must go on was gone.",
);
export const fileMissing = hazard("file-missing", "A file was missing when it was expected.");
export const fileChanged = hazard(
  "file-changed",
  "A file was damaged, sent twice or changed after it was written.",
);
export const tableChanged = hazard("table-changed", "A table got other columns while it was read.");
export const unreadLog = hazard(
  "unread-log",
  "A database wrote much log that a reader did not need, or read late.",
);
export const impostor = hazard(
  "impostor",
  "Another server stood in for the one that a role knows.",
);

export const hazards: readonly Hazard[] = [
  redelivery,
  copyInLog,
  unrecordedSend,
  unacknowledgedEffect,
  inHand,
  unconfirmedSend,
  lateCommit,
  receiverAway,
  keyUnderWay,
  takeover,
  leaseExpired,
  rolledBack,
  calleeAway,
  calleeSlow,
  moreLoad,
  poisonMessage,
  cutTransaction,
  positionGone,
  fileMissing,
  fileChanged,
  tableChanged,
  unreadLog,
  impostor,
];
