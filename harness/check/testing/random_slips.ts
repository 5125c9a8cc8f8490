/** One slip in the events of a sound operation: a fact is missing, repeated or wrong. */
import fc from "fast-check";

/** An event of a history, with any fields. */
export type Event = Record<string, unknown> & { kind: string };

type Slip = (events: Event[], op: number) => Event[];

const changed = (kind: string, fields: Record<string, unknown>): Slip => (events) =>
  events.map((event) => event.kind === kind ? { ...event, ...fields } : event);
const without = (kind: string): Slip => (events) => events.filter((event) => event.kind !== kind);
const again = (kind: string, fields: Record<string, unknown>): Slip => (events) => {
  const event = events.find((event) => event.kind === kind);
  return event === undefined ? events : [...events, { ...event, ...fields }];
};
const all = (...slips: Slip[]): Slip => (events, op) =>
  slips.reduce((list, slip) => slip(list, op), events);
const aside = (where: string | undefined): Slip => (events, op) => [
  ...events,
  { kind: "aside", at: 30, op, where },
];
const notIn = (name: string): Slip => (events) =>
  events.filter(({ kind, target }) => kind !== "effect" || target !== name);
/** A fault aims at this operation. */
const aimed: Slip = (events, op) => [
  ...events,
  {
    kind: "fault",
    at: 1,
    id: `aimed-${op}`,
    name: "poison-message",
    target: "relay",
    phase: "begin",
  },
  {
    ...{ kind: "fault", at: 25, id: `aimed-${op}`, name: "poison-message", target: "relay" },
    ...{ phase: "end", touched: 1, ops: [op] },
  },
];

const slips: readonly Slip[] = [
  all(changed("commit", { seq: undefined }), changed("effect", { seq: undefined })),
  all(changed("commit", { seq: 2 }), changed("effect", { seq: 2 })),
  changed("effect", { n: 2 }),
  all(...["invoke", "commit", "effect"].map((kind) => changed(kind, { key: undefined }))),
  all(...["invoke", "commit"].map((kind) => changed(kind, { key: undefined }))),
  changed("invoke", { value: undefined }),
  without("invoke"),
  changed("effect", { value: undefined }),
  changed("effect", { key: undefined }),
  again("effect", { key: "mia", n: 9 }),
  all(changed("commit", { key: "mia" }), changed("effect", { key: "mia" })),
  without("effect"),
  again("commit", {}),
  again("commit", { seq: 9 }),
  again("commit", { key: "mia" }),
  all(
    changed("commit", { seq: undefined, key: undefined }),
    again("commit", { seq: 4, key: "mia" }),
  ),
  again("commit", { at: 95, seq: undefined, key: undefined }),
  all(changed("commit", { at: 95 }), without("effect")),
  all(without("commit"), without("effect"), changed("ok", { at: 95 })),
  ...["points", "mail", "outbox"].flatMap((where) => [
    all(notIn("mail"), aside(where), aimed),
    all(without("effect"), aside(where), aimed),
    all(without("effect"), aside(where), aside("mail"), aimed),
  ]),
];

/** The same events, or (one time in four) the same events with one slip. */
export const withSlip = (op: number, events: fc.Arbitrary<Event[]>): fc.Arbitrary<Event[]> =>
  fc.oneof(
    { weight: 3, arbitrary: events },
    {
      weight: 1,
      arbitrary: fc.tuple(events, fc.constantFrom(...slips)).map(([list, slip]) => slip(list, op)),
    },
  );
