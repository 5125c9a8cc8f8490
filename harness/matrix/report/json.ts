/** The result as it is, for programs, `merge` and the next check's `--baseline`. */
import { visibleJson } from "../../report/visible.ts";
import type { ReportForm } from "../form.ts";

export const json: ReportForm = {
  name: "json",
  needsFile: true,
  render: (result) => `${visibleJson(result, 2)}\n`,
};
