/** A row for each anomaly that was seen, with its first operations. */
import { anomalyNames } from "../../check/evidence.ts";
import type { Paint } from "../paint.ts";
import type { Result } from "../result.ts";
import { en } from "../words/en/mod.ts";
import type { Row } from "./rows.ts";

export function anomalyRows(result: Result, paint: Paint): Row[] {
  return anomalyNames.flatMap((name): Row[] => {
    const { count, standing, ops } = result.anomalies[name];
    if (count === 0) return [];
    const word = paint(standing === "broken" ? "red" : "yellow", standing);
    const more = ops.length > 8 ? ", …" : "";
    return [[
      en.anomalies.names[name],
      `${count} ${word}: op ${ops.slice(0, 8).join(", ")}${more}`,
    ]];
  });
}
