import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../../bytes/bytes.js";
import { encodeCommand } from "../../iso7816/apdu.js";
import { generalAuthenticate, mseSetAt, mseSetKat, readOneByte } from "./commands.js";

const KEY = fromHex("04aabb");

describe("commands of Chip Authentication (ICAO 9303-11 §6.2.4)", () => {
  it.each([
    ["MSE:Set KAT", mseSetKat(KEY, undefined), "002241a605910304aabb"],
    ["MSE:Set KAT with a key's number", mseSetKat(KEY, 2n), "002241a608910304aabb840102"],
    ["MSE:Set AT", mseSetAt("0.4.0.127.0.7.2.2.3.2.2", undefined), "002241a40c800a04007f00070202030202"],
    [
      "MSE:Set AT with the number 0",
      mseSetAt("0.4.0.127.0.7.2.2.3.2.2", 0n),
      "002241a40f800a04007f00070202030202840100",
    ],
    ["a number of 128", mseSetKat(KEY, 128n), "002241a608910304aabb840180"],
    ["a number of 256", mseSetKat(KEY, 256n), "002241a609910304aabb84020100"],
    ["GENERAL AUTHENTICATE", generalAuthenticate(KEY), "00860000077c05800304aabb00"],
    ["READ BINARY of a byte", readOneByte(), "00b0000001"],
  ])("%s", (_, command, hex) => {
    expect(toHex(encodeCommand(command))).toBe(hex);
  });
});
