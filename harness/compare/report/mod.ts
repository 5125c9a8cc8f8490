/** The registry of forms of a comparison: a static list, one file a form. */
import type { CompareForm } from "../form.ts";
import { html } from "./html.ts";
import { json } from "./json.ts";
import { markdown } from "./markdown.ts";
import { text } from "./text.ts";

export const compareForms: readonly CompareForm[] = [text, json, html, markdown];
