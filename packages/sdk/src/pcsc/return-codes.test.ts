import { describe, expect, it } from "vitest";
import { ChipidError } from "../errors/chipid-error.js";
import { meansServiceLost, RETURN, ReaderError, readerError, returnCodeOf } from "./return-codes.js";

const pcsclite = (code: string): Error => new Error(`SCardTransmit error: Some text.(${code})`);

describe("returnCodeOf", () => {
  it.each([
    ["Linux", "0x80100069", RETURN.removedCard],
    ["macOS", "0x80100068", RETURN.resetCard],
    ["a sign-extended long", "0xffffffff8010000b", RETURN.sharingViolation],
    ["a code of Windows itself", "0x0000045d", 0x45d],
  ])("reads the number that pcsclite writes: %s", (_, text, code) => {
    expect(returnCodeOf(pcsclite(text))).toBe(code);
  });

  it.each([
    ["Card was removed", RETURN.removedCard],
    ["Card was reset", RETURN.resetCard],
    ["Sharing violation", RETURN.sharingViolation],
    ["PC/SC service not running", RETURN.noService],
    ["Communication error", RETURN.commError],
    ["Card is not connected", RETURN.invalidHandle],
  ])("knows the text that smartcard gives: %s", (text, code) => {
    expect(returnCodeOf(new Error(text))).toBe(code);
  });

  it.each([new Error("something else"), new Error("Card was removed by hand"), "Card was removed", undefined, null, 1])(
    "is undefined for %s",
    (error) => expect(returnCodeOf(error)).toBeUndefined(),
  );
});

describe("readerError", () => {
  it.each([
    [RETURN.noService, "reader.service"],
    [RETURN.serviceStopped, "reader.service"],
    [RETURN.commError, "reader.service"],
    [RETURN.noReaders, "reader.none"],
    [RETURN.unknownReader, "reader.unknown"],
    [RETURN.readerUnavailable, "reader.unknown"],
    [RETURN.noCard, "card.none"],
    [RETURN.removedCard, "card.removed"],
    [RETURN.resetCard, "card.reset"],
    [RETURN.unpoweredCard, "card.reset"],
    [RETURN.sharingViolation, "card.sharing"],
    [RETURN.protocolMismatch, "card.protocol"],
    [RETURN.insufficientBuffer, "card.buffer"],
    [RETURN.unresponsiveCard, "card.unresponsive"],
    [RETURN.notTransacted, "card.transport"],
    [RETURN.timeout, "card.timeout"],
    [RETURN.securityViolation, "reader.denied"],
    [0x45d, "card.transport"],
    [0x80100099, "card.transport"],
  ])("gives 0x%s its code", (returnCode, code) => {
    const cause = pcsclite(`0x${returnCode.toString(16).padStart(8, "0")}`);
    const error = readerError(cause);
    expect(error).toBeInstanceOf(ReaderError);
    expect(error).toMatchObject({ code, returnCode, cause });
  });

  it("names an unknown return code in its message, and has none where none came", () => {
    expect(readerError(pcsclite("0x80100099")).message).toContain("0x80100099");
    expect(readerError(new Error("odd"))).toMatchObject({ code: "card.transport", returnCode: undefined });
  });

  it("says what to do about the service on each system", () => {
    const message = (platform: string): string => readerError(pcsclite("0x8010001d"), platform).message;
    expect(message("linux")).toContain("pcscd");
    expect(message("win32")).toContain("plug the reader in");
    expect(message("darwin")).toContain("plug the reader in");
  });

  it("lets errors of the SDK pass", () => {
    const error = new ChipidError("card.timeout", "x");
    expect(readerError(error)).toBe(error);
  });
});

it("meansServiceLost tells the service from a card", () => {
  expect(meansServiceLost(RETURN.serviceStopped)).toBe(true);
  expect(meansServiceLost(RETURN.removedCard)).toBe(false);
  expect(meansServiceLost(RETURN.cancelled)).toBe(false);
  expect(meansServiceLost(undefined)).toBe(false);
});
