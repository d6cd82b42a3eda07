import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { casesFolder, chipid, complaints, temporaryFolder, trustFolder } from "./chipid.js";

interface Line {
  readonly format?: string;
  readonly path: string;
  readonly verdict?: string;
  readonly reasons?: readonly { readonly code: string; readonly effect: string }[];
  readonly error?: { readonly code: string; readonly message: string };
  readonly [more: string]: unknown;
}

const temporary = temporaryFolder(afterAll);
const anchor = join(trustFolder, "vn-csca.cer");
const AT = ["--at", "2026-06-01"];
/** A card whose groups are all there, one with DG1 changed, and the first again with nothing to check it against. */
const good = join(temporary, "good");
const changed = join(temporary, "changed");
/** A folder of certificates. */
const trustOnly = join(temporary, "anchors");

function copyCase(name: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(join(casesFolder, name))) {
    if (file.endsWith(".bin")) cpSync(join(casesFolder, name, file), join(folder, file));
  }
}

function lines(stdout: string): Line[] {
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

function verify(...args: readonly string[]) {
  return chipid(["verify", ...args, ...AT, "--store", "none"]);
}

beforeAll(() => {
  copyCase("T10-1", good);
  copyCase("T04", changed);
  mkdirSync(trustOnly);
  cpSync(anchor, join(trustOnly, "anchor.cer"));
});

describe("what it is trusted with", () => {
  const placeholder = join(trustFolder, "..", "trust", "T91b-1", "test.cer");

  it("T91b: CN=test is not used, and says so; the document has no anchor then", () => {
    const { status, stdout, stderr } = verify(good, "--trust", placeholder, "--json");
    expect(status).toBe(10);
    expect(lines(stdout)[0]?.reasons?.map(({ code }) => code)).toContain("chain.country.missing");
    expect(stderr).toMatch(/"test\.cer" is not used: .*test certificate.*--force/);
  });

  it("T91b: an anchor that expired long ago is used for this run, and told", () => {
    const { status, stderr } = verify(good, "--trust", join(placeholder, "..", "..", "T91b-2", "elder.cer"), "--json");
    expect(status).toBe(10);
    expect(stderr).toMatch(/"elder\.cer" is used, though .* expired more than 5 years ago/);
  });

  it("T91b: what is doubtful in a list is told by the verdict, not for each of its certificates", () => {
    const { stderr } = verify(good, "--trust", join(placeholder, "..", "..", "T91b-3", "list.ml"), "--json");
    expect(stderr).toBe("");
  });

  it.each([anchor, placeholder])("nothing becomes an anchor by way of --crl: %s", (file) => {
    const { status, stdout, stderr } = verify(good, "--crl", file, "--json");
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/holds no revocation list.*--trust/);
  });

  it("an empty scan is wrong usage: the comparison would be left out", () => {
    const { status, stderr } = verify(good, "--trust", anchor, "--scan", "", "--json");
    expect(status).toBe(2);
    expect(stderr).toMatch(/--scan/);
  });
});

describe("chipid verify", () => {
  it("gives the inspection as one JSON line", () => {
    const { status, stdout, stderr } = verify(good, "--trust", anchor, "--json");
    expect(status).toBe(0);
    expect(stderr).toBe("");
    expect(stdout.split("\n")).toHaveLength(2);
    const [line] = lines(stdout);
    expect(line).toMatchObject({
      format: "chipid-inspection/1",
      source: "files",
      path: good,
      verdict: "genuine-copyable",
      policy: { signingTime: "auto", crl: "if-available", copyable: "green" },
      access: { protocol: "none" },
      passive: { sod: "valid", chain: "trusted", dataGroups: { "1": "match", "2": "match", "13": "match" } },
      document: { type: "TD1", issuer: "VNM", expires: "2039-01-15" },
      holder: { name: "Nguyễn Văn Mẫu", birth: { year: 1999, month: 1, day: 15 }, sex: "M" },
    });
    for (const part of ["passive", "chip", "document", "holder", "vietnam", "portrait", "timing", "reasons"]) {
      expect(line).toHaveProperty(part);
    }
    for (const reason of line?.reasons ?? []) {
      expect(Object.keys(reason)).toEqual(expect.arrayContaining(["code", "effect", "detail", "reference"]));
    }
  });

  it("holds sensitive data back until it is asked for", () => {
    const plain = verify(good, "--trust", anchor, "--json").stdout;
    expect(plain).not.toMatch(/ethnicity|religion|Kinh/);
    expect(lines(plain)[0]?.portrait).not.toHaveProperty("image");
    const personal = lines(verify(good, "--trust", anchor, "--json", "--personal").stdout)[0];
    expect(personal?.vietnam).toMatchObject({ ethnicity: "Kinh", religion: "Không" });
    expect(personal?.portrait).toHaveProperty("image", expect.stringMatching(/^ffd8ff[0-9a-f]+$/));
  });

  it("has an exit code for each verdict", () => {
    expect(verify(good, "--trust", anchor).status).toBe(0);
    expect(verify(good).status).toBe(10);
    expect(verify(changed, "--trust", anchor).status).toBe(20);
    expect(chipid(["verify", good, "--trust", anchor, "--store", "none", "--at", "2039-01-16"]).status).toBe(21);
    expect(chipid(["verify", good, "--trust", anchor, "--store", "none", "--at", "2039-01-15"]).status).toBe(0);
  });

  it("gives a line for each of several paths and the worst exit code", () => {
    const missing = join(temporary, "missing");
    const { status, stdout } = verify(good, changed, "--trust", anchor, "--json");
    expect(status).toBe(20);
    expect(lines(stdout).map(({ path, verdict }) => [path, verdict])).toEqual([
      [good, "genuine-copyable"],
      [changed, "not-genuine"],
    ]);
    const outcome = verify(changed, missing, good, "--trust", anchor, "--json");
    expect(outcome.status).toBe(2);
    const [, second, third] = lines(outcome.stdout);
    expect(second).toEqual({
      path: missing,
      error: { code: "files.not-found", message: `"${missing}" is not there; check the path.` },
    });
    expect(third?.verdict).toBe("genuine-copyable");
    expect(complaints(outcome)).toHaveLength(1);
  });

  it("takes a list of trust files before the path, too", () => {
    expect(chipid(["verify", "--store", "none", ...AT, "--trust", anchor, good]).status).toBe(0);
    expect(chipid(["verify", "--trust", anchor, "--store", "none", ...AT, good]).status).toBe(0);
    expect(chipid(["verify", "--store", "none", ...AT, "--trust", trustOnly, good]).status).toBe(0);
    expect(chipid(["verify", ...AT, "--store", "none", `--trust=${anchor}`, "--", good]).status).toBe(0);
    expect(
      chipid(["verify", good, ...AT, "--store", "none", "--policy", "copyable=amber", "--trust", anchor]).status,
    ).toBe(10);
  });

  it("shows colour, icon, word and sentence of the verdict in the language asked for", () => {
    const english = verify(changed, "--trust", anchor).stdout;
    expect(english).toMatch(/✘ CHIP CHECK NOT PASSED {3}not-genuine\n.*DG1 .*not what was signed/);
    expect(english).toContain("hash.dg1.mismatch, ICAO 9303-11 §5.1");
    const vietnamese = verify(good, "--trust", anchor, "--lang", "vi").stdout;
    expect(vietnamese).toContain("◯ DỮ LIỆU HỢP LỆ, CHƯA LOẠI TRỪ SAO CHÉP");
    expect(vietnamese).toContain("15/01/1999");
    expect(vietnamese).not.toMatch(/giả mạo/i);
    // A group that is not as signed must not lend its contents to the screen.
    expect(english).not.toContain("NGUYEN");
  });

  it("refuses what it cannot understand", () => {
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [[good, "--at", "yesterday"], /--at does not take "yesterday"/],
      [[good, "--at", "2026-02-30"], /--at does not take "2026-02-30"/],
      [[good, "--policy", "colour=green"], /Unknown policy "colour"/],
      [[good, "--policy", "crl=sometimes"], /Policy crl does not take "sometimes"/],
      [[good, "--trust", join(temporary, "none.ml")], /none\.ml" is not there/],
    ];
    for (const [args, message] of cases) {
      const outcome = chipid(["verify", ...args, "--store", "none"]);
      expect(outcome.status, args.join(" ")).toBe(2);
      expect(outcome.stdout).toBe("");
      expect(complaints(outcome)).toHaveLength(1);
      expect(outcome.stderr).toMatch(message);
    }
  });

  it("refuses a file that is no evidence", () => {
    const file = join(temporary, "evidence.json");
    writeFileSync(file, "{}");
    const outcome = verify(file, "--json");
    expect(outcome.status).toBe(2);
    expect(lines(outcome.stdout)[0]?.error?.message).toMatch(/Evidence cannot be read/);
    expect(complaints(outcome)).toHaveLength(1);
  });

  it("lists names that it ignores on standard error", () => {
    const folder = join(temporary, "extra");
    copyCase("T10-1", folder);
    writeFileSync(join(folder, "notes\u202e.txt"), "x");
    const { status, stderr } = verify(folder, "--trust", anchor, "--json");
    expect(status).toBe(0);
    expect(stderr).toContain("notes⟨U+202E⟩.txt");
  });
});

describe("bad input", () => {
  const pem = (bytes: Uint8Array, end: string): string =>
    [
      "-----BEGIN CERTIFICATE-----",
      ...(Buffer.from(bytes)
        .toString("base64")
        .match(/.{1,64}/g) ?? []),
      "-----END CERTIFICATE-----",
      "",
    ].join(end);

  /** One line on standard error, nothing on standard output, exit code 2. */
  function refused(args: readonly string[], message: RegExp): void {
    const outcome = chipid(args);
    expect(outcome.status, args.join(" ")).toBe(2);
    expect(outcome.stdout).toBe("");
    expect(complaints(outcome), outcome.stderr).toHaveLength(1);
    expect(outcome.stderr).toMatch(message);
    expect(outcome.stderr).not.toMatch(/ at .*\.cjs/);
  }

  it("refuses a folder without EF.SOD, an empty file, the same group twice", () => {
    const folder = join(temporary, "no-sod");
    copyCase("T10-1", folder);
    rmSync(join(folder, "EF_SOD.bin"));
    refused(["verify", folder, "--store", "none"], /holds no EF\.SOD; give the folder that holds EF_SOD\.bin/);
    writeFileSync(join(folder, "EF_SOD.bin"), "");
    refused(["verify", folder, "--store", "none"], /is empty/);
    const twice = join(temporary, "twice");
    copyCase("T10-1", twice);
    cpSync(join(twice, "EF_DG1.bin"), join(twice, "dg1"));
    refused(["verify", twice, "--store", "none"], /DG1 twice/);
    refused(["verify", join(temporary, "absent"), "--store", "none"], /is not there; check the path/);
  });

  it("refuses a PDF, a web page, an empty file as trust data", () => {
    const file = (name: string, content: string): string => {
      writeFileSync(join(temporary, name), content);
      return join(temporary, name);
    };
    refused(
      ["verify", good, "--store", "none", "--trust", file("list.ml", "%PDF-1.7\n%\u00e2\u00e3\n1 0 obj")],
      /looks like a PDF/,
    );
    refused(["verify", good, "--store", "none", "--trust", file("page.ml", "<!DOCTYPE html><p>404")], /HTML page/);
    refused(["verify", good, "--store", "none", "--trust", file("empty.ml", "")], /is empty/);
  });

  it("reads a certificate as PEM with either line end", () => {
    for (const end of ["\n", "\r\n"]) {
      const file = join(temporary, "anchor.pem");
      writeFileSync(file, pem(readFileSync(anchor), end));
      expect(verify(good, "--trust", file).status).toBe(0);
    }
  });

  it("refuses a truncated certificate, PEM or DER, and writes nothing", () => {
    const bytes = readFileSync(anchor);
    const store = join(temporary, "store-not-made");
    for (const length of [1, 4, 40, bytes.length - 1]) {
      const file = join(temporary, "cut.cer");
      writeFileSync(file, bytes.subarray(0, length));
      refused(["verify", good, "--store", store, "--trust", file], /cut\.cer"/);
    }
    const text = pem(bytes, "\r\n");
    const file = join(temporary, "cut.pem");
    writeFileSync(file, text.slice(0, text.length - 30));
    refused(["verify", good, "--store", store, "--trust", file], /PEM block/);
    expect(readdirSync(temporary)).not.toContain("store-not-made");
  });

  it("refuses a truncated elementary file, wherever it is cut", () => {
    for (const name of ["EF_SOD.bin", "EF_DG1.bin", "EF_DG2.bin", "EF_DG14.bin"]) {
      const whole = readFileSync(join(good, name));
      for (const length of [1, 2, 5, whole.length >> 1, whole.length - 1]) {
        const folder = join(temporary, "cut");
        rmSync(folder, { recursive: true, force: true });
        copyCase("T10-1", folder);
        writeFileSync(join(folder, name), whole.subarray(0, length));
        const outcome = chipid(["verify", folder, "--store", "none", ...AT, "--trust", anchor]);
        expect(outcome.status, `${name} cut to ${length}`).toBe(2);
        expect(complaints(outcome)).toHaveLength(1);
        expect(outcome.stdout).toBe("");
      }
    }
  });
});
