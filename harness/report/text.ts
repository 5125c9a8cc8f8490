/** The text after a run or an analysis: the verdict first, then its reasons. */
import { proofLines } from "./explain/text.ts";
import type { ReportForm } from "./form.ts";
import { painter } from "./paint.ts";
import { notPowerLoss } from "./result.ts";
import { storyLines } from "./story_text.ts";
import { anomalyRows } from "./text/anomalies.ts";
import { dayRows } from "./text/days.ts";
import { faultRows, haltRows } from "./text/faults.ts";
import { funnelRows } from "./text/funnel.ts";
import { headline } from "./text/headline.ts";
import { monitorRows } from "./text/monitors.ts";
import { noteRows } from "./text/notes.ts";
import { operationRows } from "./text/operations.ts";
import { promiseRows } from "./text/promises.ts";
import { table } from "./text/rows.ts";
import { timeRows } from "./text/times.ts";
import { withVisibleText } from "./visible.ts";

export const text: ReportForm = {
  name: "text",
  file: null,
  render(report, { color = false, isBrief = false } = {}) {
    const paint = painter(color);
    // A foreign history must not control the terminal.
    const result = withVisibleText(report.result);
    return [
      ...headline(result, paint),
      "",
      ...table([
        ...promiseRows(result, paint),
        null,
        ...operationRows(result),
        ...(isBrief ? [] : funnelRows(result)),
        ...(isBrief ? [] : dayRows(result, paint)),
        ...anomalyRows(result, paint),
        ...(isBrief ? [] : monitorRows(result)),
        ...faultRows(result, paint),
        ...haltRows(result),
        ...timeRows(result),
        ...noteRows(result),
      ]),
      ...storyLines(result, report.stories, paint),
      ...(report.explanation === null ? [] : proofLines(report.explanation, paint)),
      "",
      paint("dim", `${notPowerLoss}.`),
    ].join("\n") + "\n";
  },
};
