import { type Finding, REASONS, type ReasonCode } from "@chipid/sdk";
import { describe, expect, it } from "vitest";
import { wrongKeyOf } from "./advice.js";
import { fieldsOf, onDemandFields } from "./fields.js";
import { generationOf } from "./generation.js";
import { HabitsByKind } from "./habits.js";
import { provinceHint } from "./province.js";
import { sentenceOf } from "./sentences.js";
import { dateValue, expiryValue, textValue } from "./values.js";

const finding = (code: ReasonCode, effect = REASONS[code].effect): Finding => ({
  code,
  effect,
  detail: "",
  reference: REASONS[code].reference,
});

describe("the generation of a card", () => {
  const card = { type: "TD1", issuer: "VNM" } as const;
  it.each([
    [card, { issued: "2021-02-20", issues: [] }, [], "vn-2021"],
    [card, { issued: "2024-06-30", issues: [] }, [], "vn-2021"],
    [card, { issued: "2024-07-01", issues: [] }, [], "vn-2024"],
    [card, { issues: [] }, [], "vn-2021"],
    [card, null, ["data.dg13.format-unknown"], "vn-2024"],
    [card, null, [], "vn-2021"],
    [{ type: "TD3", issuer: "VNM" }, null, [], "icao"],
    [{ type: "TD1", issuer: "D" }, null, [], "icao"],
    [null, null, [], "icao"],
  ] as const)("%o with %o and %o is %s", (document, national, codes, generation) => {
    expect(generationOf(document, national, codes)).toBe(generation);
  });
});

describe("values", () => {
  it("say what is not on the card, and cut what is endless", () => {
    expect(textValue("  ")).toEqual({ kind: "absent" });
    expect(textValue(undefined)).toEqual({ kind: "absent" });
    expect(textValue("x".repeat(5000))).toEqual({ kind: "text", text: "x".repeat(1000) });
  });

  it("keep a date's parts, and the text of what is none", () => {
    expect(dateValue("1999-01-15")).toEqual({ kind: "date", year: 1999, month: 1, day: 15 });
    expect(dateValue("1999")).toEqual({ kind: "date", year: 1999, month: null, day: null });
    expect(dateValue("32/13/1999")).toEqual({ kind: "text", text: "32/13/1999" });
    expect(expiryValue(null)).toEqual({ kind: "no-expiry" });
  });
});

describe("fields", () => {
  const holder = {
    name: "Nguyễn Văn Mẫu",
    mrzName: { primary: "NGUYEN", secondary: "VAN MAU" },
    birth: { year: 1999, month: 1, day: 15 },
    sex: "M",
    personalNumber: "001099123456",
  } as const;
  const document = {
    type: "TD1",
    issuer: "VNM",
    number: "099123456",
    nationality: "VNM",
    expires: null,
    mrz: ["IDVNM0991234560001099123456<<9", "9901157M<<<<<<0VNM<<<<<<<<<<<4", "NGUYEN<<VAN<MAU<<<<<<<<<<<<<<<"],
  };
  const expires = (mrz: readonly string[], national: Parameters<typeof fieldsOf>[0]["national"] = null) =>
    fieldsOf({ document: { ...document, mrz: [...mrz] }, holder, national, generation: "vn-2021" }).find(
      ({ id }) => id === "expires",
    )?.value;

  it("come from DG1 alone where there is no DG13", () => {
    const fields = fieldsOf({ document, holder, national: null, generation: "vn-2024" });
    const value = (id: string) => fields.find((field) => field.id === id)?.value;
    expect(value("number")).toEqual({ kind: "text", text: "001099123456" });
    expect(value("expires")).toEqual({ kind: "no-expiry" });
    expect(value("placeOfOrigin")).toBeUndefined();
  });

  it("say that a card has no expiry only where the card says so, and never of one that cannot be read", () => {
    const [first = "", , third = ""] = document.mrz;
    const zone = (expiry: string) => [first, `9901157M${expiry}0VNM<<<<<<<<<<<4`, third];
    expect(expires(zone("991231"))).toEqual({ kind: "no-expiry" });
    expect(expires(zone("351399"))).toEqual({ kind: "date", year: null, month: null, day: null });
    expect(expires(zone("351399"), { expires: null, issues: [] })).toEqual({ kind: "no-expiry" });
    expect(expires(zone("351399"), { expires: "31/02/2035", issues: [] })).toEqual({
      kind: "text",
      text: "31/02/2035",
    });
    const passport = ["P<UTO", `L898902C36UTO7408122F${"<".repeat(6)}9ZE184226B<<<<<10`];
    const td3 = { ...document, type: "TD3", issuer: "UTO", mrz: passport } as const;
    const fields = fieldsOf({ document: td3, holder, national: null, generation: "icao" });
    expect(fields.find(({ id }) => id === "expires")?.value).toEqual({ kind: "no-expiry" });
  });

  it("are none where DG1 is not as signed", () => {
    expect(fieldsOf({ document: null, holder: null, national: null, generation: "icao" })).toEqual([]);
  });

  it("hold nothing sensitive among those shown at once", () => {
    const national = { ethnicity: "Kinh", religion: "Không", oldNumber: "012345678", issues: [] };
    const contents = { document, holder, national, generation: "vn-2021" } as const;
    expect(JSON.stringify(fieldsOf(contents))).not.toMatch(/Kinh|Không|012345678/);
    expect(onDemandFields(contents).map(({ value }) => value)).toEqual([
      { kind: "text", text: "012345678" },
      { kind: "text", text: "Kinh" },
      { kind: "text", text: "Không" },
    ]);
  });
});

describe("the province's hint", () => {
  it.each([
    ["Xã A, Huyện B, Bến Tre", "Vĩnh Long"],
    ["Phường A, Tỉnh Bình Dương", "Thành phố Hồ Chí Minh"],
    ["A, B, TP. Cần Thơ", undefined],
    ["Bến Tre, Hà Nội", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("%s: %s", (address, now) => {
    const hint = provinceHint(address);
    if (now === undefined) expect(hint).toBeUndefined();
    else expect(hint?.vi).toContain(now);
  });
});

describe("sentences", () => {
  const codes = Object.keys(REASONS) as ReasonCode[];

  it("accuse nobody, whatever the reason", () => {
    for (const code of codes) {
      const { effect } = REASONS[code];
      if (effect === "note") continue;
      const { sentence, action } = sentenceOf({ verdict: effect, reasons: [finding(code)], signedByIssuer: false });
      for (const text of [sentence, action]) {
        expect(text.vi).not.toMatch(/giả/i);
        if (effect === "not-genuine") expect(text.en).not.toMatch(/forg|fake|fraud|crim/i);
        expect(text.vi.length).toBeGreaterThan(5);
        expect(text.en.length).toBeGreaterThan(5);
      }
    }
  });

  it("say what the weightiest reason is", () => {
    const of = (code: ReasonCode) =>
      sentenceOf({ verdict: REASONS[code].effect as never, reasons: [finding(code)], signedByIssuer: true }).sentence
        .vi;
    expect(of("chip.chip.failed")).toContain("bản gốc");
    expect(of("hash.dg2.mismatch")).toContain("không khớp");
    expect(of("card.application.missing")).toContain("ứng dụng");
    expect(of("document.scan.mismatch-repeated")).toContain("in trên thẻ");
    expect(of("crl.ds.revoked")).toContain("thu hồi");
    expect(of("sod.signature.invalid")).toContain("Chữ ký");
    expect(of("chip.proof.not-offered")).toContain("chống sao chép");
    expect(of("document.expired")).toBe("Thẻ đã hết hạn.");
  });

  it("say of an expired card that its signature is open, when it is", () => {
    const reasons = [finding("document.expired"), finding("chain.anchor.missing")];
    const { sentence } = sentenceOf({ verdict: "not-valid", reasons, signedByIssuer: false });
    expect(sentence.vi).toBe("Thẻ đã hết hạn. Chưa xác nhận được chữ ký.");
  });

  it("have one for a verdict without a reason", () => {
    for (const verdict of ["unconfirmed", "retry", "not-genuine", "not-valid", "genuine-copyable"] as const) {
      expect(sentenceOf({ verdict, reasons: [], signedByIssuer: false }).sentence.vi).not.toBe("");
    }
  });
});

describe("a wrong key", () => {
  const refused = (...passwords: string[]) => ({
    reasons: [finding("access.key.wrong")],
    access: {
      protocol: "none" as const,
      attempts: passwords.map((password) => ({ step: "pace", outcome: "access.key-wrong", password, triesLeft: 2 })),
    },
  });
  const keys = { source: "qr", citizen: true, computedExpiry: false } as const;

  it.each([
    [{ ...keys, source: "can" }, ["can"], "can", false],
    [{ ...keys, source: "mrz" }, ["mrz"], "mrz", false],
    [keys, ["can"], "number", false],
    [{ ...keys, computedExpiry: true }, ["can"], "number", false],
    [{ ...keys, computedExpiry: true }, ["can", "mrz"], "expiry", true],
    [{ source: "typed", citizen: false, computedExpiry: false }, ["mrz"], "document-number", false],
  ] as const)("%o refused as %o means %s", (given, passwords, field, computedExpiry) => {
    expect(wrongKeyOf(refused(...passwords), given)).toEqual({ field, computedExpiry, triesLeft: 2 });
  });

  it("is nothing else", () => {
    expect(wrongKeyOf({ reasons: [finding("card.contact.lost")], access: { protocol: "none" } }, keys)).toBeNull();
  });
});

describe("what is learnt of kinds of chips", () => {
  it("is kept by reader and kind, without the card's own answer, and bounded", () => {
    const habits = new HabitsByKind();
    const atr = new Uint8Array([0x3b, 0x88, 0x80, 1, 2, 3]);
    const first = habits.of("A", atr);
    first.extended = true;
    expect(habits.of("A", atr)).toBe(first);
    expect(habits.of("B", atr)).not.toBe(first);
    for (let i = 0; i < 100; i++) habits.of(`reader ${i}`, atr);
    expect(habits.of("A", atr)).not.toBe(first);
  });
});
