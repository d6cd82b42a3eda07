import { describe, expect, it } from "vitest";
import { fromHex } from "../bytes/bytes.js";
import { headerOnlyJp2 } from "../simulator/header-only-jp2.js";
import { encodeTlv } from "../tlv/tlv.js";
import { readDg5, writeDg5 } from "./dg5.js";
import { readDg7, writeDg7 } from "./dg7.js";

const IMAGE = headerOnlyJp2(550, 142, 1);

describe.each([
  ["DG5", readDg5, writeDg5, 0x65, 0x5f40],
  ["DG7", readDg7, writeDg7, 0x67, 0x5f43],
] as const)("%s", (_, read, write, tag, imageTag) => {
  it("reads what it writes", () => {
    const bytes = write([IMAGE, fromHex("00")]);
    expect(read(bytes)).toMatchObject({
      raw: bytes,
      trailingBytes: 0,
      images: [
        { image: IMAGE, identification: { displayable: true, mime: "image/jp2", width: 550, height: 142 } },
        { image: fromHex("00"), identification: { displayable: false, why: "unknown" } },
      ],
    });
    expect(bytes[0]).toBe(tag);
  });

  it("has as many images as it says, within its limit (T72)", () => {
    const file = (count: string) => encodeTlv(tag, fromHex(count), encodeTlv(imageTag, IMAGE));
    const refused = (bytes: Uint8Array, code: string): void => {
      expect(() => read(bytes)).toThrow(expect.objectContaining({ name: "ChipidError", code }));
    };
    expect(read(file("020101")).images).toHaveLength(1);
    refused(file("020102"), "lds.structure");
    refused(file("020100"), "lds.structure");
    refused(file("020480000000"), "lds.limit");
    refused(file("020101 5f4100"), "lds.structure");
    refused(fromHex("6d00"), "lds.tag");
    refused(encodeTlv(tag), "lds.structure");
  });
});
