/** The usual monitors of an operator that a run samples. */
export const monitorNames = [
  "oldest-row",
  "consumer-lag",
  "dead-letters",
  "slot",
  "oldest-request",
  "failed-requests",
] as const;
export type MonitorName = (typeof monitorNames)[number];
