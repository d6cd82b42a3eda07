import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { casesFolder, chipid, complaints, temporaryFolder, trustFolder } from "./chipid.js";

interface Node {
  readonly label: string;
  readonly value?: string;
  readonly children?: readonly Node[];
}
interface Dump {
  readonly format: string;
  readonly kind: string;
  readonly bytes: number;
  readonly tree: readonly Node[];
}

const temporary = temporaryFolder(afterAll);
const card = join(casesFolder, "T10-1");

function dump(path: string, ...options: readonly string[]): Dump {
  const { status, stdout, stderr } = chipid(["dump", path, "--json", ...options]);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  expect(stdout.trimEnd().split("\n")).toHaveLength(1);
  return JSON.parse(stdout) as Dump;
}

function find(nodes: readonly Node[], ...path: readonly string[]): Node | undefined {
  const [label, ...rest] = path;
  const node = nodes.find((candidate) => candidate.label === label);
  return rest.length === 0 || node === undefined ? node : find(node.children ?? [], ...rest);
}

function file(name: string, content: Uint8Array | string): string {
  writeFileSync(join(temporary, name), content);
  return join(temporary, name);
}

describe("chipid dump", () => {
  it.each([
    ["EF_COM.bin", "com"],
    ["EF_DG1.bin", "dg1"],
    ["EF_DG2.bin", "dg2"],
    ["EF_DG13.bin", "dg13"],
    ["EF_DG14.bin", "dg14"],
    ["EF_SOD.bin", "sod"],
    ["EF_CardAccess.bin", "card-access"],
  ])("tells what %s is by its content", (name, kind) => {
    const bytes = readFileSync(join(card, name));
    expect(dump(join(card, name))).toMatchObject({ format: "chipid-dump/1", kind, bytes: bytes.length });
    expect(dump(file("unnamed", bytes)).kind).toBe(kind);
  });

  it("shows ethnicity and religion only when asked", () => {
    const path = join(card, "EF_DG13.bin");
    const plain = JSON.stringify(dump(path));
    expect(plain).not.toMatch(/Kinh|Không/);
    expect(plain).toContain("only with --personal");
    const asked = dump(path, "--personal").tree;
    expect(find(asked, "ethnicity")?.value).toBe("Kinh");
    expect(find(asked, "religion")?.value).toBe("Không");
    expect(find(asked, "ethnicity, religion")).toBeUndefined();
  });

  it("shows what the files say", () => {
    expect(find(dump(join(card, "EF_DG1.bin")).tree, "fields", "primary name")?.value).toBe("NGUYEN");
    expect(find(dump(join(card, "EF_DG13.bin")).tree, "full name")?.value).toBe("Nguyễn Văn Mẫu");
    const sod = dump(join(card, "EF_SOD.bin")).tree;
    expect(find(sod, "LDS security object", "DG1")?.value).toMatch(/^[0-9a-f]{64}$/);
    expect(find(sod, "signer", "signature algorithm")?.value).toBe("ECDSA with SHA-256");
    expect(find(sod, "certificate", "role")?.value).toBe("end entity");
    const access = dump(join(card, "EF_CardAccess.bin")).tree;
    expect(find(access, "pace")?.value).toBe("id-PACE-ECDH-GM-AES-CBC-CMAC-128 (0.4.0.127.0.7.2.2.4.2.2)");
  });

  it("shows a certificate, DER or PEM with either line end, and several in one file", () => {
    const der = readFileSync(join(trustFolder, "vn-csca.cer"));
    const subject = find(dump(join(trustFolder, "vn-csca.cer")).tree, "subject")?.value;
    expect(subject).toMatch(/^C=VN,.*CN=CSCA Vietnam$/);
    for (const end of ["\n", "\r\n"]) {
      const base64 = der.toString("base64").replace(/.{64}/g, `$&${end}`);
      const pem = `-----BEGIN CERTIFICATE-----${end}${base64}${end}-----END CERTIFICATE-----${end}`;
      const one = dump(file("one.pem", pem));
      expect(one.kind).toBe("certificate");
      expect(find(one.tree, "subject")?.value).toBe(subject);
      const two = dump(file("two.pem", pem + pem));
      expect(find(two.tree, "certificates")?.value).toMatch(/^2 of 1 countries/);
    }
  });

  it("keeps image bytes back until all is asked for", () => {
    const image =
      readFileSync(join(card, "EF_DG2.bin"))
        .toString("hex")
        .match(/ffd8ff.{40}/)?.[0] ?? "missing";
    const path = join(card, "EF_DG2.bin");
    expect(chipid(["dump", path]).stdout).not.toContain("ffd8ff");
    expect(chipid(["dump", path, "--json"]).stdout).not.toContain("ffd8ff");
    expect(chipid(["dump", path, "--full"]).stdout).toContain(image);
    expect(chipid(["dump", path]).stdout).toMatch(/image\/jpeg, 96×128/);
  });

  it("shortens long values unless all is asked for", () => {
    const path = join(card, "EF_SOD.bin");
    expect(chipid(["dump", path]).stdout).toMatch(/[0-9a-f]{48}… \(\d+ bytes\)/);
    expect(chipid(["dump", path, "--full"]).stdout).not.toContain("…");
  });

  it("draws the bare tree of anything in BER-TLV or ASN.1", () => {
    const asn1 = dump(join(trustFolder, "vn-csca.cer"), "--asn1");
    expect(asn1.kind).toBe("asn1");
    expect(JSON.stringify(asn1.tree)).toContain("ecdsa-with-SHA");
    const tlv = dump(file("some.bin", Buffer.from("7f4c0e060904007f00070301020253010f", "hex")));
    expect(tlv.kind).toBe("tlv");
  });

  it("shows a damaged inside as a tree, and says what is wrong with it", () => {
    // DG1 whose template holds something else than an MRZ.
    const outcome = chipid(["dump", file("odd.bin", Buffer.from("61055f1e020102", "hex"))]);
    expect(outcome.status).toBe(2);
    expect(outcome.stdout).toContain("BER-TLV data");
    expect(complaints(outcome)).toHaveLength(1);
    expect(outcome.stderr).toMatch(/odd\.bin": /);
  });

  it("refuses in one line what it cannot show", () => {
    const sod = readFileSync(join(card, "EF_SOD.bin"));
    const cases: readonly (readonly [string, RegExp])[] = [
      [join(temporary, "missing.bin"), /missing\.bin" is not there; check the path/],
      [temporary, /is a folder, not a file/],
      [file("empty.bin", ""), /is empty|The file is empty/],
      [file("document.pdf", "%PDF-1.7\n%âãÏÓ\n1 0 obj"), /looks like a PDF/],
      [file("photo.jpg", Buffer.from("ffd8ffe000104a46494600010100", "hex")), /looks like a JPEG/],
      [file("zeros.bin", Buffer.alloc(64)), /zeros\.bin"/],
      ...[1, 3, 100, sod.length - 1].map((length): readonly [string, RegExp] => [
        file(`cut-${length}.bin`, sod.subarray(0, length)),
        /cut-\d+\.bin": .*; /,
      ]),
    ];
    for (const [path, message] of cases) {
      const outcome = chipid(["dump", path]);
      expect(outcome.status, path).toBe(2);
      expect(outcome.stdout, path).toBe("");
      expect(complaints(outcome), path).toHaveLength(1);
      expect(outcome.stderr).toMatch(message);
    }
  });

  it("prints nothing a terminal would act on", () => {
    const text = "evil\u001b]0;title\u0007\u202etxt";
    const value = Buffer.from(text, "utf8");
    const utf8 = Buffer.concat([Buffer.from([0x0c, value.length]), value]);
    const { stdout } = chipid([
      "dump",
      file("evil.der", Buffer.concat([Buffer.from([0x31, utf8.length]), utf8])),
      "--asn1",
    ]);
    expect(stdout).toContain("evil⟨U+001B⟩]0;title⟨U+0007⟩⟨U+202E⟩txt");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });
});
