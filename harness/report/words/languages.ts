/** The languages of the page. A new one is a folder beside `en/` and `ko/`, and a line here. */
import { type Catalogue, en } from "./en/mod.ts";
import { ko } from "./ko/mod.ts";

export const catalogues = { en, ko } satisfies Readonly<Record<string, Catalogue>>;

export type Language = keyof typeof catalogues;
export const languages = Object.keys(catalogues) as Language[];
