import { describe, expect, it } from "vitest";
import { ScriptedCard } from "../../test/scripted-card.js";
import { CardChannel } from "../channel/channel.js";
import { isChipidError } from "../errors/chipid-error.js";
import {
  AID,
  isSelected,
  select,
  selectApplicationCommand,
  selectFileCommand,
  selectMasterFileCommand,
} from "./select.js";
import { isErrorStatus, isStatusError, StatusError, statusMeaning, statusText, triesLeft } from "./status.js";

describe("status words", () => {
  it.each([
    [0x9000, "9000 (done)"],
    [0x6a82, "6A82 (file or application not found)"],
    [0x63c2, "63C2 (authentication failed, 2 tries left)"],
    [0x63c1, "63C1 (authentication failed, 1 try left)"],
    [0x6c10, "6C10 (wrong Le)"],
    [0x6110, "6110 (more data to fetch)"],
    [0x6fff, "6FFF"],
    [0x0001, "0001"],
  ])("%i is written as %s", (sw, text) => expect(statusText(sw)).toBe(text));

  it("counts tries in 63CX alone", () => {
    expect([0x63c0, 0x63cf, 0x6300, 0x63d1, 0x9000].map(triesLeft)).toEqual([0, 15, undefined, undefined, undefined]);
  });

  it("takes everything but 9000 and 61XX for an error", () => {
    expect([0x9000, 0x6100, 0x61ff].map(isErrorStatus)).toEqual([false, false, false]);
    expect([0x6282, 0x63c1, 0x6700, 0x6c05, 0x6a82, 0x0000].every(isErrorStatus)).toBe(true);
  });

  it("makes errors that carry them", () => {
    const error = new StatusError("access.key-wrong", "no", 0x63c3);
    expect(error).toMatchObject({ sw: 0x63c3, triesLeft: 3, code: "access.key-wrong", name: "ChipidError" });
    expect(isChipidError(error, "access.key-wrong")).toBe(true);
    expect([isStatusError(error), isStatusError(error, "read.status"), isStatusError(new Error())]).toEqual([
      true,
      false,
      false,
    ]);
    expect(statusMeaning(0x6fff)).toBeUndefined();
  });
});

describe("SELECT", () => {
  it.each([
    ["the master file", selectMasterFileCommand(), "00A4000C023F00"],
    ["a file", selectFileCommand(0x011e), "00A4020C02011E"],
    ["the application", selectApplicationCommand(AID.emrtd), "00A4040C07A0000002471001"],
  ])("of %s has no Le", async (_, command, bytes) => {
    const card = new ScriptedCard([[bytes, "9000"]]);
    expect((await select(new CardChannel(card), command)).sw).toBe(0x9000);
  });

  it("asks for file control information where a chip knows nothing else", async () => {
    const card = new ScriptedCard([
      ["00A4020C02011E", "6A86"],
      ["00A4020002011E00", "6F009000"],
    ]);
    expect((await select(new CardChannel(card), selectFileCommand(0x011e))).sw).toBe(0x9000);
    expect(card.finished).toBe(true);
  });

  it("has worked with 9000 and with warnings, not with a dead file", () => {
    expect([0x9000, 0x6282, 0x6283, 0x6a82, 0x6982, 0x6300].map(isSelected)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it.each([-1, 0x10000, 1.5])("refuses file identifier %f", (fid) => {
    expect(() => selectFileCommand(fid)).toThrow(expect.objectContaining({ code: "apdu.command" }));
  });

  it.each([4, 17])("refuses an AID of %i bytes", (length) => {
    expect(() => selectApplicationCommand(new Uint8Array(length))).toThrow(
      expect.objectContaining({ code: "apdu.command" }),
    );
  });
});
