/** Markdown for a comment on a pull request. The file is empty where there is nothing to say. */
import type { ReportForm } from "../form.ts";
import { page } from "./markdown_page.ts";

export const markdown: ReportForm = { name: "markdown", needsFile: true, render: page };
