/** Markdown for a comment on a pull request, or for the summary of a job. */
import type { ReportForm } from "./form.ts";
import { page } from "./markdown_page.ts";

export const markdown: ReportForm = { name: "markdown", file: null, render: page };
