/** The options of the command line that shape a run. */
import type { Command } from "commander";
import { duration, positive, share, whole } from "./words.ts";

export function addRunOptions(command: Command): Command {
  return command
    .option(
      "--chaos <faults>",
      "faults, joined by commas: kill-broker, or kill-broker at relay:after-read@3; " +
        "or 'worst-case': the worst case of the variant",
    )
    .option("--at <time>", "when the faults begin (default: drawn from the seed)", duration("--at"))
    .option("--for <time>", "how long each lasts (default: drawn from the seed)", duration("--for"))
    .option("--times <n>", "how many times each fault strikes", whole("--times", 1, 100))
    .option("--crash <point...>", "kill a role at a failpoint: relay:after-mark@3, or @op=17")
    .option("--fail <point...>", "make a failpoint throw: relay:before-send@1")
    .option(
      "--hold <point...>",
      "hold a role: login:before-commit@5 until relay:after-mark, or =500ms",
    )
    .option("--brief", "the shortest load and faults that still test (100 logins a second)")
    .option("--rate <n>", "planned logins a second (default: 200)", positive("--rate"))
    .option("--duration <time>", "how long the load lasts (default: 5s)", duration("--duration"))
    .option(
      "--messages <n>",
      "number of logins, in place of --duration",
      whole("--messages", 1, 1e7),
    )
    .option("--users <n>", "number of users (default: 100)", whole("--users", 1, 1e6))
    .option(
      "--rollbacks <share>",
      "share of logins the business rolls back (default: 5%)",
      share("--rollbacks"),
    )
    .option(
      "--in-flight <n>",
      "limit of logins in flight (default: 256)",
      whole("--in-flight", 1, 10_000),
    )
    .option(
      "--timeout <time>",
      "how long a login waits; then its outcome is unknown (default: 5s)",
      duration("--timeout"),
    );
}
