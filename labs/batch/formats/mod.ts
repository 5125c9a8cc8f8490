/** All formats of files, by name. A new one is a file and a line here. */
import { csv } from "./csv.ts";
import { fixed } from "./fixed.ts";
import type { Format } from "./format.ts";
import { json } from "./json.ts";
import { kv } from "./kv.ts";
import { xml } from "./xml.ts";

export const formats = { csv, fixed, json, kv, xml } satisfies Record<string, Format>;
