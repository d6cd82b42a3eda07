import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { identifyImage } from "@chipid/sdk";
import { afterAll, describe, expect, it } from "vitest";
import { drawnFace, drawnFaceGrey, HEIGHT, type Picture, readPicture, WIDTH } from "../../../test/images/pictures.js";
import { readPng } from "../../../test/images/read-png.js";
import { createImageDecoder } from "./decoder.js";

const decoder = createImageDecoder();
afterAll(() => decoder.close());

/** Root of the mean square difference, of 255. */
function difference(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length);
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0) / a.length);
}

async function decoded(bytes: Uint8Array) {
  const image = await decoder.decode(bytes);
  if (image === undefined) throw new Error("not decoded");
  expect(image).toMatchObject({ mime: "image/png", width: WIDTH, height: HEIGHT });
  const png = readPng(image.bytes);
  expect(png).toMatchObject({ width: WIDTH, height: HEIGHT });
  return png;
}

describe("JPEG 2000", () => {
  it.each<[Picture, Uint8Array, number]>([
    ["colour.jp2", drawnFace(), 0],
    ["colour-lossy.j2k", drawnFace(), 12],
    ["grey-tiled.j2k", drawnFaceGrey(), 12],
    ["grey-16-bit.j2k", drawnFaceGrey(), 0],
    ["colour-422.jp2", drawnFace(), 6],
  ])("%s becomes a PNG of the same picture", async (name, picture, most) => {
    const png = await decoded(readPicture(name));
    expect(png.components).toBe(picture.length / (WIDTH * HEIGHT));
    expect(difference(png.samples, picture)).toBeLessThanOrEqual(most);
  });

  it("leaves the caller's bytes alone", async () => {
    const bytes = readPicture("colour.jp2");
    await decoded(bytes);
    expect(bytes).toEqual(readPicture("colour.jp2"));
    const padded = new Uint8Array(bytes.length + 20);
    padded.set(bytes, 10);
    expect(difference((await decoded(padded.subarray(10, -10))).samples, drawnFace())).toBe(0);
  });

  it("refuses half a file, and decodes the next", async () => {
    const bytes = readPicture("colour.jp2");
    expect(await decoder.decode(bytes.subarray(0, bytes.length / 2))).toBeUndefined();
    expect(difference((await decoded(bytes)).samples, drawnFace())).toBe(0);
  });
});

/** What a header gives away is refused without a worker. */
async function workersStartedBy(action: () => Promise<unknown>): Promise<number> {
  let started = 0;
  const count = () => {
    started++;
  };
  subscribe("worker_threads", count);
  await action();
  unsubscribe("worker_threads", count);
  return started;
}

describe("what is not decoded", () => {
  /** A change to one picture, in its SIZ segment or elsewhere. */
  const changed = (name: Picture, change: (bytes: Uint8Array, siz: number) => void): Uint8Array => {
    const bytes = readPicture(name);
    change(bytes, bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0x51) + 2);
    return bytes;
  };
  const size = (bytes: Uint8Array, at: number, side: number) => {
    const view = new DataView(bytes.buffer);
    for (const offset of [4, 8, 20, 24]) view.setUint32(at + offset, side);
  };

  it.each<[string, Uint8Array]>([
    ["nothing", new Uint8Array(0)],
    ["text", new TextEncoder().encode("no picture at all")],
    ["more than 2 MB", new Uint8Array(2 * 1024 * 1024 + 1).fill(0xff)],
    ["a claim of 60000 × 60000", changed("colour-lossy.j2k", (bytes, siz) => size(bytes, siz, 60_000))],
    ["a claim of 2001 × 2000", changed("colour-lossy.j2k", (bytes, siz) => size(bytes, siz, 2001))],
    ["a signed grey", changed("grey-tiled.j2k", (bytes, siz) => bytes.set([0x87], siz + 38))],
    ["17 bits", changed("grey-16-bit.j2k", (bytes, siz) => bytes.set([16], siz + 38))],
    ["luma thinned out", changed("grey-tiled.j2k", (bytes, siz) => bytes.set([2], siz + 39))],
    ["chroma of two kinds", changed("colour-422.jp2", (bytes, siz) => bytes.set([1], siz + 45))],
    ["samples of two widths", changed("colour-lossy.j2k", (bytes, siz) => bytes.set([9], siz + 41))],
  ])("%s", async (_name, bytes) => {
    expect(await workersStartedBy(async () => expect(await decoder.decode(bytes)).toBeUndefined())).toBe(0);
  });

  it("(a picture that is decoded takes a worker)", async () => {
    expect(await workersStartedBy(() => decoder.decode(readPicture("grey-tiled.j2k")))).toBe(1);
  });
});

describe("JPEG", () => {
  /** A frame of this size with one scan of nothing much: what is looked at is the structure. */
  const jpeg = (width: number, height: number, scan = [1, 2, 3], end = [0xff, 0xd9]): Uint8Array =>
    Uint8Array.of(
      ...[0xff, 0xd8, 0xff, 0xe1, 0, 6, 0x45, 0x78, 0x69, 0x66],
      ...[0xff, 0xc0, 0, 11, 8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0],
      ...[0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0],
      ...scan,
      ...end,
    );

  it("goes on as it is, in bytes of its own", async () => {
    const bytes = jpeg(480, 640);
    const image = await decoder.decode(bytes);
    expect(image).toEqual({ mime: "image/jpeg", bytes, width: 480, height: 640 });
    expect(image?.bytes.buffer).not.toBe(bytes.buffer);
  });

  it("gets the end mark that it lacks", async () => {
    const image = await decoder.decode(jpeg(480, 640, [1, 2, 3], []));
    expect(image?.bytes).toEqual(jpeg(480, 640));
    expect(identifyImage(image?.bytes ?? new Uint8Array(0)).displayable).toBe(true);
  });

  it.each([
    ["cut in its header", jpeg(480, 640).subarray(0, 20)],
    ["over 16 megapixels", jpeg(4001, 4000, new Array(40_000).fill(1))],
    ["without a scan", Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)],
  ])("is refused: %s", async (_name, bytes) => {
    expect(await decoder.decode(bytes)).toBeUndefined();
  });
});

describe("the decoder", () => {
  it("gives up with the signal's reason", async () => {
    const reason = new Error("card taken away");
    await expect(decoder.decode(readPicture("colour.jp2"), AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const decoding = decoder.decode(readPicture("colour.jp2"), controller.signal);
    setTimeout(() => controller.abort(reason), 1);
    await expect(decoding).rejects.toBe(reason);
    expect((await decoded(readPicture("colour.jp2"))).components).toBe(3);
  });

  it("takes images at the same time one after the other", async () => {
    const names: Picture[] = ["colour.jp2", "grey-16-bit.j2k", "colour.jp2"];
    const all = await Promise.all(names.map((name) => decoded(readPicture(name))));
    expect(all.map(({ components }) => components)).toEqual([3, 1, 3]);
  });

  it("gives nothing in no time", async () => {
    const hasty = createImageDecoder({ timeLimit: 0 });
    expect(await hasty.decode(readPicture("colour.jp2"))).toBeUndefined();
    await hasty.close();
  });

  it("gives nothing more once it is closed, and closes while it decodes", async () => {
    const closed = createImageDecoder();
    const decoding = closed.decode(readPicture("colour.jp2"));
    await closed.close();
    expect(await decoding).toBeUndefined();
    expect(await closed.decode(readPicture("colour.jp2"))).toBeUndefined();
  });
});
