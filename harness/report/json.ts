/** The result as it is, for programs. */
import type { ReportForm } from "./form.ts";
import { visibleJson } from "./visible.ts";

export const json: ReportForm = {
  name: "json",
  file: null,
  render: ({ result }, { isCompact = false } = {}) =>
    visibleJson(result, isCompact ? undefined : 2) + "\n",
};
