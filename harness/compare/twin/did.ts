/** What two variants did with one operation, each in a few words. */
import type { AnomalyName } from "../../check/evidence.ts";
import type { Path } from "../paths/path.ts";

/** `lost it`, `delivered it`. */
export interface Did {
  readonly twin: string;
  readonly sound: string;
}

const words: Readonly<Partial<Record<AnomalyName, Did>>> = {
  lost: { twin: "lost it", sound: "delivered it" },
  duplicate: { twin: "applied it more than once", sound: "applied it once" },
  phantom: { twin: "applied it, though it never happened", sound: "did not apply it" },
  outOfOrder: { twin: "applied it too late", sound: "applied it in its turn" },
  corrupted: { twin: "changed its value", sound: "kept its value" },
  pending: { twin: "left it waiting", sound: "delivered it" },
};

/** @param anomaly null where no list of anomalies shows the promise */
export function didOf(anomaly: AnomalyName | null, promise: string, sound: Path): Did {
  const found = anomaly === null ? undefined : words[anomaly];
  const did = found ?? { twin: `broke ${promise} with it`, sound: `kept ${promise}` };
  if (sound.isAside) return { ...did, sound: "set it aside" };
  const isApplied = sound.effects.some(([, count]) => count > 0);
  return isApplied || found === undefined ? did : { ...did, sound: "did not apply it" };
}
