/** What another terminal may ask of a run. */
import type { Style } from "../contract/lab.ts";
import { many } from "../report/words/amounts.ts";
import type { Orders } from "./control.ts";
import type { Recorder } from "./recorder.ts";
import type { RunOptions } from "./run_options.ts";

export const ordersOf = (
  { say }: Pick<RunOptions, "say">,
  { deadLetters, resend }: Style,
  { record }: Pick<Recorder, "record">,
): Orders => ({
  async redrive() {
    if (deadLetters === undefined) return { refused: "it has no dead-letter queue" };
    const count = await deadLetters.redrive();
    record({ kind: "order", name: "redrive", count });
    say(`${many(count, "dead letter")} put back`);
    return { count };
  },
  async resend(date) {
    if (resend === undefined) return { refused: "it sends no files" };
    const count = await resend(date);
    if (count === null) return { refused: "that day was not sent yet" };
    record({ kind: "order", name: "resend", date, count });
    say(`${many(count, "row")} of ${date} asked for again`);
    return { count };
  },
});
