/** The browser of the tests that look at a page: Chromium from PATH, else Debian's package. */
import puppeteer, { type Browser } from "puppeteer-core";
import { installPackages } from "../harness/host/debian.ts";
import { which } from "../harness/host/programs.ts";

const names = ["chromium", "chromium-browser", "google-chrome"];

/** @throws Refusal (69) where there is no browser and none can be installed */
export async function openChromium(): Promise<Browser> {
  const found = () => names.map((name) => which(name)).find((path) => path !== null);
  if (found() === undefined) {
    await installPackages(["chromium"], "Chromium is not on PATH", console.error);
  }
  return await puppeteer.launch({
    executablePath: found()!,
    // A root user has no sandbox of its own in Chromium.
    args: [...(Deno.uid() === 0 ? ["--no-sandbox"] : []), "--disable-gpu"],
  });
}
