/** Colour for a terminal, where it is wanted. */
import { styleText } from "node:util";

export type Paint = (style: "green" | "red" | "yellow" | "dim" | "bold", text: string) => string;

export function painter(color: boolean): Paint {
  // Whether colour is wanted is the caller's to know, not the stream's.
  return (style, text) => color ? styleText(style, text, { validateStream: false }) : text;
}
