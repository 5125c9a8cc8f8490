/** The file server that the environment of a role names. */
import type { FileServer } from "../../harness/roles/files.ts";
import { setting } from "../../harness/roles/role.ts";

export const fileServer = (): FileServer => ({
  url: setting("FILES_URL"),
  keyPath: setting("FILES_KEY"),
  hostKey: setting("FILES_HOST_KEY"),
});
