/** The language of a page: that of `--lang`, else that of the locale. */
import type { Command } from "commander";
import { wrongUsage } from "../harness/errors.ts";
import { type Language, languages } from "../harness/report/words/languages.ts";

/** Reads a variable of the environment. */
export type Environment = (name: string) => string | undefined;

export const languageNames: readonly string[] = languages;

export function addLanguageOption(command: Command): Command {
  return command.option(
    "--lang <language>",
    `language of the page: ${languageNames.join(", ")} (default: that of the locale, else en)`,
    languageWord,
  );
}

/** @throws Refusal (64) where the page is in no such language */
export function languageWord(word: string): Language {
  const language = languages.find((one) => one === word);
  if (language !== undefined) return language;
  throw wrongUsage(`--lang cannot be '${word}'; it must be ${languageNames.join(" or ")}`);
}

/** @param typed the value of `--lang` */
export const pageLanguage = (typed: Language | undefined, environment: Environment): Language =>
  typed ?? localeLanguage(environment);

/** The first of these variables that is not empty decides, as POSIX says. */
const localeVariables = ["LC_ALL", "LC_MESSAGES", "LANG"];

/** `ko_KR.UTF-8` is Korean; a locale without a page of its own gets English. */
export function localeLanguage(environment: Environment): Language {
  const locale = localeVariables.map(environment).find((value) => value) ?? "";
  const [tag] = locale.toLowerCase().split(/[_.@-]/);
  return languages.find((language) => language === tag) ?? "en";
}
