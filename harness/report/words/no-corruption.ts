import type { NoCorruptionPhrase } from "../../check/no-corruption.ts";
import { many, named } from "./amounts.ts";
import type { Words } from "./words.ts";

export const noCorruption: Words<NoCorruptionPhrase> = {
  "values-right": () => "every effect carries its operation's value",
  "corrupted": ({ count, ops, astray }) =>
    `${many(count, "operation")} applied ${how(count, astray)}: ${named({ ops })}`,
  "nothing-applied": () => "nothing was applied: there is no effect to compare",
  "value-sent-unknown": ({ ops }) =>
    `no invoke says which value was sent, so an effect cannot be compared: ${named({ ops })}`,
  "effect-without-value": ({ ops }) =>
    `an effect without a value cannot be compared: ${named({ ops })}`,
  "owner-unknown": ({ ops }) =>
    "neither invoke nor commit has a key, so the key of an effect cannot be compared: " +
    named({ ops }),
  "effect-without-key": ({ ops }) =>
    `an effect without a key cannot be compared: ${named({ ops })}`,
};

function how(all: number, astray: number): string {
  if (astray === 0) return "with another value";
  return astray === all
    ? "to another key"
    : `with another value or to another key (${astray} of them)`;
}
