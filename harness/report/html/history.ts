import type { Report } from "../form.ts";
import { type Markup, markup, trusted } from "../markup.ts";

/** The history, for `asynclab analyze report.html`. The browser does not run it. */
export function historyBlock({ history }: Report): Markup | null {
  if (history === null) return null;
  return markup`<script type="application/octet-stream" id="history">${
    trusted(history.base64)
  }</script>`;
}
