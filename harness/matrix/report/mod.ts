/** The registry of report forms: a static list, one file a form. */
import type { ReportForm } from "../form.ts";
import { github } from "./github.ts";
import { json } from "./json.ts";
import { junit } from "./junit.ts";
import { markdown } from "./markdown.ts";
import { text } from "./text.ts";

export const reportForms: readonly ReportForm[] = [json, junit, markdown, github, text];
