/** For a comment on a pull request; an empty file where there is nothing to say. */
import type { ReportForm } from "../form.ts";
import { page } from "./markdown_page.ts";

export const markdown: ReportForm = { name: "markdown", needsFile: true, render: page };
