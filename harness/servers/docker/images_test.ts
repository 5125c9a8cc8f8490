import assert from "node:assert/strict";
import { Refusal } from "../../errors.ts";
import { buildReason, debianTag, officialImages, provideImages } from "./images.ts";

Deno.test("images: every official image is pinned by a tag", async () => {
  const images = Object.values(await officialImages());
  assert.ok(images.length >= 2);
  for (const image of images) assert.match(image, /^[a-z/]+:\d[\w.-]*(@sha256:[0-9a-f]{64})?$/);
});

Deno.test("images: the Debian images have the versions of the official ones", async () => {
  const { kafka, postgres } = await officialImages();
  const folder = new URL("../../../compose/images/", import.meta.url);
  const pom = await Deno.readTextFile(new URL("kafka/pom.xml", folder));
  assert.equal(kafka, `apache/kafka:${/kafka_2.13<[^]*?<version>(.*?)</.exec(pom)?.[1]}`);
  const dockerfile = await Deno.readTextFile(new URL("postgres/Dockerfile", folder));
  assert.equal(postgres, `postgres:${/ postgresql-(\d+)/.exec(dockerfile)?.[1]}`);
});

Deno.test("images: a kind of server without an official image has a Dockerfile of ours", async () => {
  const ours = Object.entries(await officialImages()).filter(([, image]) =>
    /^asynclab\//.test(image)
  );
  assert.deepEqual(ours.map(([template]) => template), ["sftp"]);
  const folder = new URL("../../../compose/images/", import.meta.url);
  for (const [template] of ours) await Deno.stat(new URL(`${template}/Dockerfile`, folder));
});

Deno.test("images: a tag depends on the version and the content", () => {
  const tag = debianTag("kafka", "apache/kafka:4.3.1@sha256:00");
  assert.match(tag, /^asynclab\/kafka:4\.3\.1-[0-9a-f]{12}$/);
  assert.equal(debianTag("kafka", "apache/kafka:4.3.1"), tag);
  assert.notEqual(debianTag("postgres", "postgres:17").slice(-12), tag.slice(-12));
});

Deno.test("images: a wrong value of ASYNCLAB_IMAGES is refused", async () => {
  const before = Deno.env.get("ASYNCLAB_IMAGES");
  Deno.env.set("ASYNCLAB_IMAGES", "alpine");
  try {
    const signal = new AbortController().signal;
    const context = { run: "test", logsDir: "unused", say: () => {}, signal };
    await assert.rejects(provideImages(["postgres"], context), (error) => {
      assert.ok(error instanceof Refusal);
      assert.equal(error.code, 64);
      assert.match(error.message, /cannot be 'alpine'; it must be official or debian/);
      return true;
    });
  } finally {
    if (before === undefined) Deno.env.delete("ASYNCLAB_IMAGES");
    else Deno.env.set("ASYNCLAB_IMAGES", before);
  }
});

Deno.test("images: the reason of a failed build is its first error, not the echoed command", () => {
  const log = [
    "#5 [jars 1/3] RUN apt-get update",
    "#5 0.412 E: Failed to fetch http://mirror/pool",
    "#5 ERROR: exit code: 100",
  ];
  assert.equal(buildReason(log), "E: Failed to fetch http://mirror/pool");
  assert.equal(buildReason(["#1 DONE 0.0s"]), null);
});
