/** Things of a nightly feed that faults strike, besides its servers and roles. */
import { clockThing } from "../../harness/contract/clock_thing.ts";
import { type Offer, offer, type Thing } from "../../harness/contract/capability.ts";
import type { Feed } from "../../harness/contract/feed.ts";
import { isReceived, isScheduled, isUpload } from "../../harness/contract/feed_things.ts";
import type { FaultContext } from "../../harness/contract/lab.ts";

const feedIn = ({ style }: FaultContext): Feed => {
  if (style.feed === undefined) throw new Error("The style of this run has no feed of files");
  return style.feed;
};

const linkTo = (server: string, role: string) => ({ links, processes }: FaultContext) => {
  const ids = processes(role).map(({ id }) => `${id}-${server}`);
  return links.names().filter((name) => ids.includes(name));
};

const received = offer(isReceived, (context) => ({
  ...feedIn(context),
  links: () => linkTo("files", "producer")(context),
  receivers: () => context.processes("loader"),
}));

const upload = offer(isUpload, (context) => ({
  sizes: feedIn(context).sizes,
  links: () => linkTo("files", "producer")(context),
}));

const scheduled = offer(isScheduled, (context) => ({
  fired: feedIn(context).fired,
  jobs: () => context.processes("producer"),
}));

/** A thing within a role: faults on the thing and faults on the role take turns. */
const thing = (name: string, within: string, one: Offer): Thing => ({
  name,
  aliases: [],
  within,
  roles: ["producer", "loader"],
  scope: "namespace",
  offers: [one],
});

export const things: readonly Thing[] = [
  clockThing,
  thing("file", "loader", received),
  thing("upload", "producer", upload),
  thing("schedule", "producer", scheduled),
];
