/** A comparison as it is, for programs. */
import { visibleJson } from "../../report/visible.ts";
import type { CompareForm } from "../form.ts";

export const json: CompareForm = {
  name: "json",
  render: ({ data }) => `${visibleJson(data, 2)}\n`,
};
