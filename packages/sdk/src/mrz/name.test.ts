import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { namesAgree, readName, writeName } from "./name.js";
import { transliterate, transliterations } from "./transliterate.js";

describe("transliterate", () => {
  it.each([
    ["Nguyễn Văn Mẫu", "NGUYEN<VAN<MAU"],
    ["Đặng Thị Ước Ơn", "DANG<THI<UOC<ON"],
    ["đỗ HOÀNG Ỹ", "DO<HOANG<Y"],
    // The same in NFD, as some systems store it.
    ["Nguyễn Đường".normalize("NFD"), "NGUYEN<DUONG"],
    ["Müller-Lüdenscheidt", "MUELLER<LUEDENSCHEIDT"],
    ["Ærø Åse Straße", "AEROE<AASE<STRASSE"],
    ["O'Connor", "OCONNOR"],
    ["D’Artagnan", "DARTAGNAN"],
    ["Smith-Jones", "SMITH<JONES"],
    ["Peña Łukasz Đoković Þór İbrahim Ĳsbrand", "PENA<LUKASZ<DOKOVIC<THOR<IBRAHIM<IJSBRAND"],
    ["Горбачёв Юрий", "GORBACHEV<IURII"],
    ["  Anna,  Maria ", "ANNA<MARIA"],
  ])("%s is %s", (name, text) => expect(transliterate(name)).toBe(text));

  it("covers every letter of Vietnamese", () => {
    const bases = "aăâbcdđeêghiklmnoôơpqrstuưvxy";
    const tones = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"];
    for (const base of bases) {
      for (const tone of tones) {
        const expected = base.normalize("NFD").charAt(0).replace("đ", "d").toUpperCase();
        expect(transliterate(base + tone)).toBe(expected);
      }
    }
  });

  it("refuses scripts it has no table for", () => {
    expect(transliterations("山田")).toBeUndefined();
    expect(() => transliterate("محمد")).toThrow(expect.objectContaining({ code: "mrz.compose" }));
  });
});

describe("name field", () => {
  it("is read around the first double filler", () => {
    expect(readName("ERIKSSON<<ANNA<MARIA<<<<<<<<<<<")).toEqual({
      primary: "ERIKSSON",
      secondary: "ANNA MARIA",
      truncated: false,
    });
    expect(readName("<<FIRST<NAME<<<<").primary).toBe("");
    expect(readName("ARKFREITH<<<<<<<")).toEqual({ primary: "ARKFREITH", secondary: "", truncated: false });
    expect(readName("PAPANDROPOULOUS<<JONATHON<ALEC").truncated).toBe(true);
  });

  // ICAO Doc 9303-4 §4.2.2.3: names that need no cut.
  it.each([
    ["VAN DER MUELLEN", "MARTIN", "VAN<DER<MUELLEN<<MARTIN<<<<<<<<<<<<<<<<"],
    ["SMITH-JONES", "SUSIE MARGARET", "SMITH<JONES<<SUSIE<MARGARET<<<<<<<<<<<<"],
    ["ARKFREITH", "", "ARKFREITH<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<"],
    ["PAPANDROPOULOUS", "JONATHON WARREN TREVOR", "PAPANDROPOULOUS<<JONATHON<WARREN<TREVOR"],
    ["NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG KRASUANG", "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"],
    ["NILAVADHANANANDA", "ARNPOL PETCH CHARONGUANG", "NILAVADHANANANDA<<ARNPOL<PETCH<CHARONGU"],
  ])("%s, %s is written %s", (primary, secondary, field) => {
    expect(writeName(transliterate(primary), transliterate(secondary), 39)).toBe(field);
  });

  it("a cut name ends in a letter and keeps one letter of the secondary identifier", () => {
    const component = fc.stringMatching(/^[A-Z]{2,14}$/);
    const components = fc.array(component, { minLength: 1, maxLength: 6 }).map((list) => list.join("<"));
    fc.assert(
      fc.property(components, components, fc.constantFrom(30, 31, 39), (primary, secondary, width) => {
        const field = writeName(primary, secondary, width);
        expect(field).toHaveLength(width);
        const name = readName(field);
        if (primary.length + 2 + secondary.length <= width) return;
        expect(field).toMatch(/[A-Z]$/);
        expect(name.secondary).not.toBe("");
        expect(name.truncated).toBe(true);
        const full = `${secondary} ${primary}`.replaceAll("<", " ");
        expect(namesAgree(name, full)).toBe("truncated");
      }),
      { seed: 81 },
    );
  });
});

describe("namesAgree", () => {
  it("takes Vietnamese order, western order and a name in one part", () => {
    expect(namesAgree("NGUYEN<<VAN<MAU<<<<<<<<<<<<<<<", "Nguyễn Văn Mẫu")).toBe("equal");
    expect(namesAgree("ERIKSSON<<ANNA<MARIA<<<<<<<<<<", "Anna Maria Eriksson")).toBe("equal");
    expect(namesAgree("SATRIYA<SUDARPA<<<<<<<<<<<<<<<", "Satriya Sudarpa")).toBe("equal");
    expect(namesAgree({ primary: "NGUYEN", secondary: "VAN MAU", truncated: false }, "NGUYỄN VĂN MẪU")).toBe("equal");
  });

  it("takes every transliteration that the standard allows", () => {
    for (const field of ["MUELLER<<JOERG<<<", "MUXXLLER<<JORG<<<", "MULLER<<JOERG<<<"]) {
      expect(namesAgree(field, "Jörg Müller")).toBe("equal");
    }
    expect(namesAgree("PENXXA<<ANA<<<", "Ana Peña")).toBe("equal");
    expect(namesAgree("SHCHERBAK<<OLEH<<<", "Щербак Олег")).toBe("equal");
  });

  it("sees another name", () => {
    expect(namesAgree("NGUYEN<<VAN<MAU<<<<<", "Nguyễn Văn Mai")).toBe("different");
    expect(namesAgree("NGUYEN<<VAN<MAU<<<<<", "Nguyễn Mẫu Văn")).toBe("different");
    expect(namesAgree("NGUYEN<<VAN<MAU<<<<<", "Nguyễn Văn")).toBe("different");
    expect(namesAgree("NGUYEN<<VAN<<<<<<<<<", "Nguyễn Văn Mẫu")).toBe("different");
    expect(namesAgree("NGUYEN<<VAN<MAU", "Nguyễn Vân Mai")).toBe("different");
    expect(namesAgree("NGUYEN<<VAN<MAU<<<", "")).toBe("different");
    expect(namesAgree("<<<<<", "Nguyễn")).toBe("different");
    expect(namesAgree("YAMADA<<TARO<<<<", "山田太郎")).toBe("not-comparable");
  });

  // ICAO Doc 9303-4, -5 and -6 §4.2.3: one name, cut in every way the standard shows.
  it.each([
    "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K",
    "NILAVADHANANANDA<<CHAYAPA<DEJ<K",
    "NILAVADHANANANDA<<CHAYAPA<DE<K",
  ])("%s is cut", (field) => {
    expect(namesAgree(field, "Chayapa Dejthamrong Krasuang Nilavadhanananda")).toBe("truncated");
  });

  it.each([
    "BENNELONG<WOOLOOMOOLOO<WARRANDYTE<W<<DI",
    "BENNELONG<WOOLOOM<WARRAND<WARNAM<<DINGO",
    "BENNEL<WOOLOO<WARRAN<WARNAM<<DINGO<POTO",
    "BENNELONG<WOOLOOMOOLOO<W<W<<D<P",
    "BENNELONG<WOOLOOM<WAR<WARN<<D<P",
    "BENNEL<WOOLO<WARRA<WARNA<<DIN<P",
    "BENNELONG<WOOLOOMOOLOO<W<W<<DI",
    "BENNE<WOOLO<WARRA<WARNA<<DIN<P",
  ])("%s is cut", (field) => {
    const name = "Dingo Potoroo Bennelong Wooloomooloo Warrandyte Warnambool";
    expect(namesAgree(field, name)).toBe("truncated");
    expect(namesAgree(field, name.replace("Wool", "Pool"))).toBe("different");
    // The same letters without the mark of a cut are another name.
    expect(namesAgree(`${field}<<`, name)).toBe("different");
  });

  it("a name cut where a component ends leaves one filler", () => {
    expect(namesAgree("VONDREBENBUSCHDALGOSSEN<<HANS<", "Hans-Günter von Drebenbusch-Dalgoßen")).toBe("different");
    expect(namesAgree("VONDREBENBUSCHDALGOSSEN<<HANS<", "Hans-Günter Vondrebenbuschdalgoßen")).toBe("truncated");
    expect(namesAgree("VONDREBENBUSCHDALGOSSEN<<HANS<", "Hans Vondrebenbuschdalgoßen")).toBe("equal");
    expect(namesAgree("TRAN<<THI<MAU<CONG<TANG<TON<NU<", "Trần Thị Mẫu Công Tằng Tôn Nữ Hoàng")).toBe("truncated");
  });

  it("a name that just fits is equal", () => {
    expect(namesAgree("PAPANDROPOULOUS<<JONATHOON<ALEC", "Jonathoon Alec Papandropoulous")).toBe("equal");
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.string({ unit: "grapheme", maxLength: 60 }), (field, full) => {
        expect(["equal", "truncated", "different", "not-comparable"]).toContain(namesAgree(field, full));
      }),
      { seed: 82, numRuns: 500 },
    );
  });
});
