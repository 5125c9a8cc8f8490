/** The summary of a job in a GitHub workflow. */
import process from "node:process";
import { unavailable } from "../harness/errors.ts";

/**
 * Appends to the job's summary; does nothing outside of a GitHub workflow.
 *
 * @throws Refusal (69) where its file cannot be written
 */
export async function appendSummary(text: string): Promise<void> {
  const path = process.env.GITHUB_STEP_SUMMARY ?? "";
  if (path === "" || text === "") return;
  try {
    await Deno.writeTextFile(path, text, { append: true });
  } catch (error) {
    throw unavailable(
      `Cannot write '${path}' (${(error as Error).message}); name a writable file in ` +
        "GITHUB_STEP_SUMMARY",
      error,
    );
  }
}
