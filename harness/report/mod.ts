/** The forms of the report of a run. A new form is a file and a line here. */
import { github } from "./github.ts";
import { html } from "./html.ts";
import { json } from "./json.ts";
import { junit } from "./junit.ts";
import { markdown } from "./markdown.ts";
import { text } from "./text.ts";

export const reportForms = [text, json, html, junit, markdown, github] as const;

/** @throws Error if no form has this name */
export function reportForm(name: string): (typeof reportForms)[number] {
  const form = reportForms.find((form) => form.name === name);
  if (form === undefined) throw new Error(`no form of the report is called ${name}`);
  return form;
}
