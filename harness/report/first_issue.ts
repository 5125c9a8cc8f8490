import type { z } from "zod";
import { visible } from "./visible.ts";

/** The first thing that is wrong with a value: `cases.3.verdict: Invalid option …`. */
export function firstIssue({ issues: [{ path, message }] }: z.ZodError): string {
  return [...path.length === 0 ? [] : [path.join(".")], visible(message)].join(": ");
}
