import { expect, it } from "vitest";
import { fromHex, toHex } from "../../bytes/bytes.js";
import { encodeCommand } from "../../iso7816/apdu.js";
import { internalAuthenticate } from "./commands.js";

it("INTERNAL AUTHENTICATE is that of ICAO 9303-11 §6.1.1", () => {
  const challenge = fromHex("f173589974bf40c6");
  expect(toHex(encodeCommand(internalAuthenticate(challenge, 256)))).toBe("0088000008f173589974bf40c600");
  expect(toHex(encodeCommand(internalAuthenticate(challenge, 65_536)))).toBe("00880000000008f173589974bf40c60000");
});
