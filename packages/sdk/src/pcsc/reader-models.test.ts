import { describe, expect, it } from "vitest";
import { readerKind } from "./reader-models.js";

describe("readerKind", () => {
  it.each([
    ["ACS ACR1281 1S Dual Reader 00 01", "recommended"],
    ["ACS ACR1581 1S Dual Reader [ACR1581 1S Dual Reader PICC] 00 00", "recommended"],
    ["HID Global OMNIKEY 5022 Smart Card Reader 0", "recommended"],
    ["HID Global OMNIKEY 5422 Smartcard Reader 0", "recommended"],
    ["Identiv uTrust 3700 F CL Reader 0", "recommended"],
    ["Identiv uTrust 4701 F Dual Interface Reader [CL] 01 00", "recommended"],
    ["REINER SCT cyberJack RFID standard 00 00", "recommended"],
    ["ACS ACR122U PICC Interface 00 00", "not-recommended"],
    ["ACS ACR122 0", "not-recommended"],
    ["ACS ACR1222 1SAM PICC Reader 0", "unrated"],
    ["Virtual PCD 00 00", "unrated"],
  ])("%s is %s", (name, rating) => {
    const kind = readerKind(name);
    expect(kind.rating).toBe(rating);
    expect(kind.hint === undefined).toBe(rating === "unrated");
    expect(kind.model === undefined).toBe(rating === "unrated");
  });

  it.each([
    ["ACS ACR1252 1S CL Reader PICC 0", "contactless"],
    ["ACS ACR1252 1S CL Reader SAM 0", "sam"],
    ["ACS ACR1252 Dual Reader [ACR1252 Dual Reader PICC] 00 00", "contactless"],
    ["ACS ACR1252 Dual Reader [ACR1252 Dual Reader SAM] 01 00", "sam"],
    ["ACS ACR1252 1S CL Reader(1)", "contactless"],
    ["ACS ACR1252 1S CL Reader(2)", "sam"],
    ["ACS ACR1281 1S Dual Reader 00 02", "sam"],
    ["ACS ACR1281 1S Dual Reader ICC 0", "contact"],
    ["ACS ACR1281 1S Dual Reader 00 01", "unknown"],
    ["ACS ACR1222 1SAM PICC Reader 0", "contactless"],
    ["SpringCard H663 Series SIM/SAM A 0", "sam"],
    ["SpringCard H663 Series Contactless 0", "contactless"],
    ["Samsung Reader 00 00", "unknown"],
    ["Virtual PCD 00 00", "unknown"],
  ])("the slot of %s is %s", (name, slot) => {
    expect(readerKind(name).slot).toBe(slot);
  });
});
