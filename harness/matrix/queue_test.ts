import assert from "node:assert/strict";
import fc from "fast-check";
import type { Need } from "./locks.ts";
import { type Job, Queue } from "./queue.ts";

const needs = fc.uniqueArray(
  fc.record({ name: fc.constantFrom("kafka", "rabbitmq", "redis"), alone: fc.boolean() }),
  { selector: ({ name }) => name, maxLength: 2 },
);

/** Returns the order in which this many workers did the jobs, and the jobs that clashed. */
async function workOff(jobs: readonly Job<number>[], workers: number) {
  const queue = new Queue(jobs);
  const order: number[] = [];
  const under: Job<number>[] = [];
  const clashes: string[] = [];
  const work = async () => {
    for (;;) {
      using taken = await queue.next();
      if (taken === null) return;
      const job = jobs[taken.work];
      for (const other of under) if (clash(job, other)) clashes.push(`${job.work} ${other.work}`);
      order.push(job.work);
      under.push(job);
      // Some jobs take longer than others.
      for (let i = 0; i < (job.work * 7) % 5; i++) await Promise.resolve();
      under.splice(under.indexOf(job), 1);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return { order, clashes };
}

const clash = (a: Job<number>, b: Job<number>): boolean =>
  a.needs.some((one) => b.needs.some((two) => one.name === two.name && (one.alone || two.alone)));

const jobsOf = (all: readonly Need[][]): Job<number>[] =>
  all.map((needs, work) => ({ work, needs }));

Deno.test("each job is done once, and no job shares a resource that it needs alone", async () => {
  const property = fc.asyncProperty(
    fc.array(needs, { maxLength: 30 }),
    fc.integer({ min: 1, max: 6 }),
    async (all, workers) => {
      const jobs = jobsOf(all);
      const { order, clashes } = await workOff(jobs, workers);
      assert.deepEqual(order.toSorted((a, b) => a - b), jobs.map(({ work }) => work));
      assert.deepEqual(clashes, []);
    },
  );
  await fc.assert(property);
});

Deno.test("a job that needs a resource alone does not wait for ever behind jobs that share it", async () => {
  const shares = [{ name: "kafka", alone: false }];
  const queue = new Queue(jobsOf([shares, shares, [{ name: "kafka", alone: true }], shares, []]));
  const [first, second] = [await queue.next(), await queue.next()];
  assert.deepEqual([first?.work, second?.work], [0, 1]);
  // Job 2 waits for jobs 0 and 1. Job 3 shares the resource and waits behind job 2; job 4 has no
  // needs and begins.
  assert.equal((await queue.next())?.work, 4);
  const third = queue.next();
  first?.[Symbol.dispose]();
  second?.[Symbol.dispose]();
  const alone = await third;
  assert.equal(alone?.work, 2);
  const last = queue.next();
  alone?.[Symbol.dispose]();
  assert.equal((await last)?.work, 3);
  assert.equal(await queue.next(), null);
});

Deno.test("a closed queue hands out no more jobs, even to waiting workers", async () => {
  const alone = [{ name: "kafka", alone: true }];
  const queue = new Queue(jobsOf([alone, alone]));
  await queue.next();
  const waiting = queue.next();
  queue.close();
  assert.equal(await waiting, null);
  assert.equal(await queue.next(), null);
});
