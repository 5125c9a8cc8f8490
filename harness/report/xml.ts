/** XML for machines that read test results: elements and text, escaped. */

/** `<testcase name="…">`: the start of an element. */
export function open(
  element: string,
  attributes: Readonly<Record<string, string | number>>,
): string {
  const all = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(value)}"`);
  return `<${element}${all.join("")}>`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\ufffe": "\\u{fffe}",
  "\uffff": "\\u{ffff}",
};

/** The text must hold no control characters. XML forbids U+FFFE and U+FFFF too. */
export function escaped(text: string | number): string {
  return String(text).replace(/[&<>"\ufffe\uffff]/g, (character) => entities[character]);
}
