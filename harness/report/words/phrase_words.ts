/** The type of a language's words for all phrases of checkers. */
import type { Doubt } from "../../check/doubts.ts";
import type { FaultPhrase } from "../../check/effectiveness.ts";
import type { PromisePhrase } from "../../check/mod.ts";
import type { Said } from "./said.ts";
import type { Words } from "./words.ts";

export type WordedPhrase = PromisePhrase | Doubt | FaultPhrase;
export type PhraseWords = Words<WordedPhrase, Said>;
