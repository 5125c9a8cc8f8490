import assert from "node:assert/strict";
import { exitCode, Refusal } from "../harness/errors.ts";
import { folder } from "../testing/asynclab.ts";
import { languageWord, localeLanguage, pageLanguage } from "./page_language.ts";

const environment = (variables: Readonly<Record<string, string>>) => (name: string) =>
  variables[name];

Deno.test("the locale chooses the language of the page, by its most specific variable", () => {
  const cases: [variables: Record<string, string>, language: string][] = [
    [{}, "en"],
    [{ LANG: "ko_KR.UTF-8" }, "ko"],
    [{ LANG: "ko" }, "ko"],
    [{ LANG: "KO-kr" }, "ko"],
    [{ LANG: "ko.UTF-8@hangul" }, "ko"],
    [{ LANG: "kok_IN.UTF-8" }, "en"],
    [{ LANG: "C.UTF-8" }, "en"],
    [{ LANG: "de_DE.UTF-8" }, "en"],
    [{ LANG: "toString" }, "en"],
    [{ LC_MESSAGES: "en_US.UTF-8", LANG: "ko_KR.UTF-8" }, "en"],
    [{ LC_ALL: "C", LC_MESSAGES: "ko_KR.UTF-8", LANG: "ko_KR.UTF-8" }, "en"],
    [{ LC_ALL: "ko_KR.UTF-8", LC_MESSAGES: "C" }, "ko"],
    [{ LC_ALL: "", LC_MESSAGES: "", LANG: "ko_KR.UTF-8" }, "ko"],
  ];
  for (const [variables, language] of cases) {
    assert.equal(localeLanguage(environment(variables)), language, JSON.stringify(variables));
  }
});

Deno.test("`--lang` comes before the locale, and an unknown language is refused", () => {
  const korean = environment({ LANG: "ko_KR.UTF-8" });
  assert.equal(pageLanguage("en", korean), "en");
  assert.equal(pageLanguage(undefined, korean), "ko");
  assert.equal(languageWord("ko"), "ko");
  for (const word of ["fr", "", "KO", "toString"]) {
    assert.throws(
      () => languageWord(word),
      (error: unknown) =>
        error instanceof Refusal && error.code === exitCode.usage &&
        error.message === `--lang cannot be '${word}'; it must be en or ko`,
    );
  }
});

Deno.test("`run` refuses a language that no page has, and starts nothing", async () => {
  await using here = await folder();
  const [{ code, stdout, stderr }] = await here.inOneProcess([["run", "polling", "--lang", "fr"]]);
  assert.deepEqual([code, stdout], [64, ""]);
  assert.match(stderr, /^asynclab: --lang cannot be 'fr'; it must be en or ko\n$/);
  assert.deepEqual(await here.runs(), []);
});
