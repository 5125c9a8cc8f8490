import { hasHostKey } from "../contract/file_server.ts";
import { verb } from "../contract/verb.ts";
import { wrongUsage } from "../errors.ts";
import { untilTouched } from "./until_touched.ts";
import { linksFor, splitLink } from "./victims.ts";

/**
 * Another server answers in place of the file server, as after a change of its address or an attack:
 * its key is another one. A client that checks the key sends it nothing.
 */
export const wrongHostKey = verb("wrong-host-key", hasHostKey, ({ name }, open) => ({
  name: `wrong-host-key-${name}`,
  aliases: [{ name: "wrong-host-key" }],
  summary: `the links to ${name} lead to a server with another key, which lets everybody in`,
  targets: [name, `ROLE-${name}`],
  lastsMs: 2_000,
  leastMs: 600,
  async begin(context, aim = name) {
    await using stack = new AsyncDisposableStack();
    const { endpoint: upstream, seen } = stack.use(await open(context).impersonate());
    const links = linksFor(context, aim).filter((link) => splitLink(link)[1] === name);
    if (links.length === 0) {
      throw wrongUsage(`wrong-host-key is for links to ${name}, not '${aim}'`);
    }
    const id = await context.links.disturb(links, { kind: "redirect", upstream });
    const impostor = stack.move();
    return {
      end: async () => {
        await untilTouched(context, () => Promise.resolve(seen.connections));
        await context.links.heal(id);
        await impostor.disposeAsync();
        return { touched: seen.connections, misled: seen.logins };
      },
    };
  },
}));
