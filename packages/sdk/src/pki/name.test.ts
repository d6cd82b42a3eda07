import { describe, expect, it } from "vitest";
import { derIa5, derOctetString, derOid, derPrintable, derUtf8, sequence, setOf } from "../asn1/encode.js";
import { concat, utf8 } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";
import { encodeTlv } from "../tlv/tlv.js";
import { parseName } from "./name.js";

const CN = "2.5.4.3";
const attribute = (oid: string, value: Uint8Array): Uint8Array => sequence(derOid(oid), value);
const name = (...rdns: readonly Uint8Array[]): Uint8Array => sequence(...rdns.map((rdn) => setOf(rdn)));
const common = (value: Uint8Array): string => parseName(name(attribute(CN, value))).key;

describe("parseName", () => {
  it("gives text in the order of the certificate, country in upper case, common name", () => {
    const read = parseName(
      name(
        attribute("2.5.4.6", derPrintable("vn")),
        attribute("2.5.4.10", derUtf8("Bộ Công an")),
        attribute("2.5.4.5", derPrintable("001")),
        attribute(CN, derUtf8("CSCA")),
        attribute("1.2.3.4", derIa5("x")),
      ),
    );
    expect(read.text).toBe("C=vn,O=Bộ Công an,SERIALNUMBER=001,CN=CSCA,1.2.3.4=x");
    expect([read.country, read.commonName]).toEqual(["VN", "CSCA"]);
  });

  it("escapes separators and shows control characters", () => {
    const read = parseName(name(attribute(CN, derUtf8('a,b+c=d"\u0007'))));
    expect(read.text).toBe('CN=a\\,b\\+c\\=d\\"\\07');
    expect(read.commonName).toBe('a,b+c=d"\u0007');
  });

  it("shows what turns or hides text by its bytes, so that no name reads as another", () => {
    const read = parseName(name(attribute(CN, derUtf8("\u202eNV=C\u200b \u0010é"))));
    expect(read.text).toBe("CN=\\e2\\80\\aeNV\\=C\\e2\\80\\8b \\10é");
  });

  it("compares without case, white space at the ends, runs of it, and string type (RFC 5280 §7.1)", () => {
    const bmp = encodeTlv(0x1e, Uint8Array.of(0, 0x55, 0, 0x54));
    const keys = [derPrintable("UT"), derUtf8("ut"), derUtf8("  Ut "), encodeTlv(0x14, utf8("uT")), bmp].map(common);
    expect(new Set(keys).size).toBe(1);
    expect(common(derUtf8("a  b\tc"))).toBe(common(derPrintable("A b C")));
    expect(common(derUtf8("Ａ\u00ad"))).toBe(common(derUtf8("a")));
    expect(common(derUtf8("ﬁ"))).toBe(common(derUtf8("FI")));
  });

  it("keeps different names apart, whatever characters stand in them", () => {
    const keys = [
      name(attribute(CN, derUtf8("a")), attribute(CN, derUtf8("b"))),
      name(attribute(CN, derUtf8(`a\n${CN}=b`))),
      name(attribute(CN, derUtf8("a\tb"))),
      sequence(setOf(attribute(CN, derUtf8("a")), attribute(CN, derUtf8("b")))),
      name(attribute(CN, derUtf8("b")), attribute(CN, derUtf8("a"))),
      name(attribute("2.5.4.10", derUtf8("a")), attribute(CN, derUtf8("b"))),
      name(attribute(CN, derOctetString(utf8("a")))),
      name(attribute(CN, derUtf8("\u00010401\u0061"))),
      name(),
      name(attribute(CN, derUtf8(""))),
    ].map((raw) => parseName(raw).key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("an RDN of several attributes is a set: their order does not matter", () => {
    const [one, two] = [attribute("2.5.4.5", derPrintable("1")), attribute(CN, derUtf8("x"))];
    const ordered = (...parts: Uint8Array[]): Uint8Array => sequence(encodeTlv(0x31, ...parts));
    expect(parseName(ordered(one, two)).key).toBe(parseName(ordered(two, one)).key);
  });

  it("has no country when there are two, and reads bytes that are not UTF-8 one by one", () => {
    const country = attribute("2.5.4.6", derPrintable("UT"));
    expect(parseName(name(country, country)).country).toBeUndefined();
    expect(parseName(name(attribute(CN, encodeTlv(0x0c, Uint8Array.of(0xe9))))).commonName).toBe("é");
  });

  it.each([
    ["not a sequence", setOf()],
    ["an attribute without value", sequence(setOf(sequence(derOid(CN))))],
    ["bytes behind it", concat(name(), Uint8Array.of(0))],
    ["too many attributes", name(...new Array<Uint8Array>(1000).fill(attribute(CN, derUtf8("a"))))],
  ])("refuses %s", (_, raw) => {
    expect(() => parseName(raw)).toThrow(ChipidError);
    expect(() => parseName(raw)).toThrow(expect.objectContaining({ code: "cert.structure" }));
  });
});
