/** The completion of each shell: a script, made from the commands. */
import { bash } from "./bash.ts";
import { fish } from "./fish.ts";
import type { CompletedCommand } from "./model.ts";
import type { ShellName } from "./shells.ts";
import { zsh } from "./zsh.ts";

export type Script = (commands: readonly CompletedCommand[]) => string;

export const scripts: Readonly<Record<ShellName, Script>> = { bash, zsh, fish };
