import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { decodeResponse } from "./apdu.js";
import { PartialFile } from "./partial-file.js";

describe("a response that is somebody's Buffer", () => {
  it("stays as it is when what was read of it is overwritten", () => {
    const given = Buffer.from("xx7503010203..9000", "latin1");
    const response = Buffer.from([0x75, 0x03, 1, 2, 3, 0x90, 0x00]);
    for (const bytes of [response, given.subarray(2, 12)]) {
      const before = [...bytes];
      const { data } = decodeResponse(bytes);
      expect(Buffer.isBuffer(data)).toBe(false);
      expect([...data]).toEqual(before.slice(0, -2));
      const partial = new PartialFile(0x0102);
      partial.append(data);
      partial.append(data);
      partial.bytes();
      partial.forget();
      expect([...bytes]).toEqual(before);
    }
  });
});
