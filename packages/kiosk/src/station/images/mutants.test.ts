import { identifyImage } from "@chipid/sdk";
import { afterAll, describe, expect, it } from "vitest";
import { type Picture, readPicture } from "../../../test/images/pictures.js";
import { readPng } from "../../../test/images/read-png.js";
import { isDecodable, readCoding } from "./coding.js";
import { createImageDecoder } from "./decoder.js";

const PICTURES: Picture[] = ["colour.jp2", "colour-lossy.j2k", "grey-tiled.j2k", "grey-16-bit.j2k", "colour-422.jp2"];
const MUTANTS = 2000;
/** Mutants that go through a worker each: as many as a run of the whole suite has time for, or as the caller says. */
const DECODED = Number(process.env.CHIPID_IMAGE_MUTANTS ?? 150);

/** xorshift32: the same mutants every time. */
function* noise(seed: number): Generator<number, never> {
  for (let x = seed; ; ) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    yield x >>> 0;
  }
}

/** Bytes at the start that hold the headers of every one of the pictures. */
const HEADERS = 200;

/** One to four changes. Odd numbers: bytes replaced behind the headers, so that the codec sees most of them. Even ones: a bit turned, a byte replaced, bytes taken out, put in or repeated, or the end cut off. */
function mutant(number: number): Uint8Array {
  const random = noise(number * 2654435761 + 1);
  const next = (below: number) => random.next().value % below;
  let bytes: number[] = [...readPicture(PICTURES[number % PICTURES.length] ?? "colour.jp2")];
  for (let changes = 1 + next(4); changes > 0; changes--) {
    const behind = number % 2 === 1;
    const anywhere = next(next(2) === 0 ? Math.min(HEADERS, bytes.length) : bytes.length);
    const at = behind ? HEADERS + next(bytes.length - HEADERS) : anywhere;
    const kind = next(behind ? 2 : 6);
    if (kind === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << next(8));
    else if (kind === 1) bytes[at] = [0, 1, 0x7f, 0x80, 0xff, next(256)][next(6)] ?? 0;
    else if (kind === 2) bytes.splice(at, 1 + next(4));
    else if (kind === 3) bytes.splice(at, 0, next(256), next(256));
    else if (kind === 4) bytes.splice(at, 0, ...bytes.slice(at, at + 1 + next(64)));
    else if (bytes.length > 300) bytes = bytes.slice(0, bytes.length - next(bytes.length - HEADERS));
  }
  return Uint8Array.from(bytes);
}

describe("damaged pictures", () => {
  const decoder = createImageDecoder();
  afterAll(() => decoder.close());

  it(`${MUTANTS} are told apart by their headers, within limits`, () => {
    let decodable = 0;
    for (let number = 0; number < MUTANTS; number++) {
      const bytes = mutant(number);
      const found = identifyImage(bytes);
      const coding = readCoding(bytes);
      if (!found.displayable || coding === undefined || !isDecodable(coding)) continue;
      decodable++;
      expect([1, 3]).toContain(coding.components.length);
    }
    // Else nothing here would reach the codec.
    expect(decodable).toBeGreaterThan(MUTANTS / 10);
    expect(decodable).toBeLessThan(MUTANTS);
  });

  it(`${DECODED} become a picture of their size or none, and the next one is decoded`, {
    timeout: 1_200_000,
  }, async () => {
    const outcomes = { none: 0, picture: 0, refused: 0 };
    for (let number = 0; number < DECODED; number++) {
      const bytes = mutant(number);
      const found = identifyImage(bytes);
      const image = await decoder.decode(bytes);
      if (image === undefined) {
        outcomes[found.displayable ? "none" : "refused"]++;
        continue;
      }
      outcomes.picture++;
      expect(image).toMatchObject({ mime: "image/png", width: found.width, height: found.height });
      const { width, height, samples, components } = readPng(image.bytes);
      expect(samples.length).toBe(width * height * components);
    }
    expect(outcomes.none + outcomes.picture + outcomes.refused).toBe(DECODED);
    expect(outcomes.picture).toBeGreaterThan(0);
    if (DECODED > 200) console.log(JSON.stringify(outcomes));
    const whole = await decoder.decode(readPicture("colour.jp2"));
    expect(whole?.width).toBe(64);
  });
});
