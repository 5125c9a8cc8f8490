/** Colour for a terminal, where it is wanted. */
import { styleText } from "node:util";

export type Paint = (style: "green" | "red" | "yellow" | "dim" | "bold", text: string) => string;

export function painter(color: boolean): Paint {
  // The caller decides about colour, not the stream.
  return (style, text) => color ? styleText(style, text, { validateStream: false }) : text;
}
