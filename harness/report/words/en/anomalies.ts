import type { AnomalyName } from "../../../check/evidence.ts";
import { columns } from "../said.ts";

const names: Readonly<Record<AnomalyName, string>> = {
  lost: "lost",
  duplicate: "duplicate",
  phantom: "phantom",
  outOfOrder: "out of order",
  corrupted: "corrupted",
  pending: "pending",
  recovered: "recovered",
  redelivered: "redelivered",
  aside: "set aside",
};

export const anomalies = {
  title: "Anomalies",
  none: "None was seen.",
  caption: "What the checkers found",
  head: columns("anomaly", "count", "standing", "first operations"),
  names,
  standings: { none: "none", observed: "observed", broken: "broken" },
  note: "Broken: a promise forbids it. Observed: no promise of this variant forbids it.",
};
