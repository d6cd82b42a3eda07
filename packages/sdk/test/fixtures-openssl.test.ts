import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { readAsn1 } from "../src/asn1/node.js";
import { bitStringBytes } from "../src/asn1/values.js";
import { createPem } from "../src/simulator/issuer/lists.js";
import { readTlv } from "../src/tlv/tlv.js";
import { describeTool } from "./tools.js";

// The fixtures' signatures judged by a program that shares no line with the generator or the verifier. What OpenSSL
// cannot do, or judges otherwise, is listed here with the reason; a case in no table must verify whole.

const fixtures = fileURLToPath(new URL("../../../fixtures/", import.meta.url));
const casesFolder = join(fixtures, "cases");

/** The signature or the signer is false: OpenSSL must refuse too. */
const FALSE = new Set(
  (
    "T13-1 T13-2 T14-2 T15 T16 T17 T21 T23-3 T27-1 T28-1 T28-2 T36 T51-1 T51-2 T52-1 T52-2 T53-1 T53-2 T53-3 T53-4 " +
    "T53-7 T54 T55-3 T70-2 T71-2 T73 T94-1"
  ).split(" "),
);

/** The chain cannot be built from what the case gives: only the signature over the content is checked. */
const NO_CHAIN: Readonly<Record<string, string>> = {
  "T27-2": "self-signed signer that nobody vouches for",
  T29: "no anchor of the country",
  "T30-1": "the anchor with the right key is not given",
  "T30-2": "the anchor with the right key is not given",
  T30b: "only the passport's anchor is given",
  "T36d-3": "the root inside the SOD is not trusted",
  "T46-1": "the link certificate is inside a master list, which this command cannot read",
  "T46-2": "the link certificate is inside a master list",
  "T46-3": "the link certificates are inside a master list",
  "T46-4": "the link certificates lead nowhere",
  T48: "OpenSSL refuses unknown critical extensions, as RFC 5280 says",
  "T50-1": "OpenSSL refuses explicit EC parameters in a chain; see the test of certificate signatures",
  "T50-2": "OpenSSL refuses explicit EC parameters in a chain",
  "T53-8": "the certificate's signature is not DER",
  "T55-4": "the certificate's PSS parameters are not those it was signed with",
  "T35-3": "the anchor is inside a master list",
  "T89-1": "the anchor is inside a master list",
  "T89-2": "the anchor is inside a master list",
  "T91b-3": "the anchor is inside a master list",
  X08: "OpenSSL refuses explicit EC parameters in a chain",
  X12: "OpenSSL refuses a certificate with an extension twice",
  X13: "OpenSSL refuses a certificate whose two algorithms differ",
  X14: "the certificate's algorithm is declared falsely",
  X16: "the anchor is inside a master list",
  X17: "the anchor is inside a master list",
  X18: "the anchor is inside a master list",
};

/** Holds under the rules of the case, and OpenSSL has no way to say so. */
const BEYOND: Readonly<Record<string, string>> = {
  T20: "OpenSSL hashes the content only by digests of the digestAlgorithms set",
  "T23-1": "OpenSSL hashes unsorted attributes as received, not in DER order",
  "T24-1": "the digest algorithm is declared falsely on purpose",
  "T24-3": "OpenSSL takes the digest algorithm for the signature's hash",
  "T24b-1": "OpenSSL reads ECDSA signatures as DER only",
  "T24b-2": "OpenSSL reads ECDSA signatures as DER only",
  "T36d-2": "there is no certificate",
  "T49-2": "OpenSSL refuses a certificate with a non-minimal INTEGER",
  "T53-5": "OpenSSL refuses INTEGERs that are not DER",
  "T53-6": "OpenSSL refuses INTEGERs that are not DER",
  "T55-1": "OpenSSL takes the declared salt length at its word",
  "T55-2": "OpenSSL takes the declared mask hash at its word",
  X02: "OpenSSL wants the contentType attribute, as RFC 5652 §11.1 does",
  X04: "there is no certificate that can be read",
  X30: "OpenSSL holds a restricted key to its salt length, as RFC 4055 §3.3 does",
  T58: "OpenSSL refuses a point that is not on the named curve",
};

interface CaseFile {
  readonly id: string;
  readonly kind?: string;
  readonly trust?: readonly string[];
}

const cases = readdirSync(casesFolder)
  .map((id) => JSON.parse(readFileSync(join(casesFolder, id, "case.json"), "utf8")) as CaseFile)
  .filter((c) => c.kind !== "trust" && existsSync(join(casesFolder, c.id, "EF_SOD.bin")));

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}

const trustFiles = filesUnder(join(fixtures, "trust")).map((path) => path.slice(fixtures.length).replaceAll("\\", "/"));

describeTool("openssl", "the fixtures' signatures", (openssl) => {
  const folder = mkdtempSync(join(tmpdir(), "chipid-openssl-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let counter = 0;
  const temporary = (bytes: Uint8Array | string): string => {
    const path = join(folder, `${counter++}`);
    writeFileSync(path, bytes);
    return path;
  };
  const run = (...args: string[]): { ok: boolean; output: string } => {
    const { status, stderr, stdout } = spawnSync(openssl, args, { encoding: "utf8" });
    return { ok: status === 0, output: `${stdout}${stderr}` };
  };
  const pem = (path: string): string => createPem("CERTIFICATE", new Uint8Array(readFileSync(path)));
  const RELAXED = ["-no_check_time", "-auth_level", "0"];

  const verifySod = (c: CaseFile): { ok: boolean; output: string } => {
    const file = new Uint8Array(readFileSync(join(casesFolder, c.id, "EF_SOD.bin")));
    let cms: Uint8Array;
    try {
      cms = readTlv(file).value;
    } catch {
      cms = file;
    }
    const certificates = (c.trust ?? [])
      .filter((name) => name.endsWith(".cer"))
      .map((name) => pem(resolve(casesFolder, c.id, name)))
      .join("");
    const bundle = temporary(certificates);
    const chain = c.id in NO_CHAIN ? ["-noverify"] : ["-CAfile", bundle, "-purpose", "any", ...RELAXED];
    const signer = c.id === "T36d-1" ? ["-certfile", bundle] : [];
    return run(
      "cms",
      "-verify",
      "-inform",
      "der",
      "-in",
      temporary(cms),
      "-out",
      join(folder, "out"),
      ...chain,
      ...signer,
    );
  };

  it.each(cases.filter((c) => !FALSE.has(c.id) && !(c.id in BEYOND)).map((c) => [c.id, c] as const))(
    "%s: the SOD verifies",
    (id, c) => {
      const { ok, output } = verifySod(c);
      expect(ok, `${id}: ${output}`).toBe(true);
    },
  );

  it.each(cases.filter((c) => FALSE.has(c.id)).map((c) => [c.id, c] as const))("%s: the SOD is refused", (_, c) => {
    expect(verifySod(c).ok).toBe(false);
  });

  it.each(Object.entries(BEYOND))("%s: not a case for OpenSSL: %s", (id) => {
    const c = cases.find((other) => other.id === id);
    expect(c === undefined ? undefined : verifySod(c).ok).toBe(false);
  });

  it("names only cases that there are in the tables above", () => {
    const ids = new Set(cases.map((c) => c.id));
    for (const id of [...FALSE, ...Object.keys(NO_CHAIN), ...Object.keys(BEYOND)]) expect(ids).toContain(id);
  });

  /** Signature of a certificate under a key, checked without any rule about what a certificate should look like. */
  const signedBy = (raw: Uint8Array, publicKey: string, hash: string): boolean => {
    const certificate = readAsn1(raw, { mode: "ber" });
    const signature = temporary(bitStringBytes(certificate.child(2)));
    const tbs = temporary(certificate.child(0).raw);
    return run("dgst", `-${hash}`, "-verify", temporary(publicKey), "-signature", signature, tbs).ok;
  };
  const publicKeyOf = (path: string): string =>
    execFileSync(openssl, ["x509", "-inform", "der", "-in", path, "-pubkey", "-noout"], { encoding: "utf8" });

  /** Certificates that are no CSCA, whose signature OpenSSL cannot judge alone, or that are explicit. */
  const SIGNED_BY: Readonly<Record<string, readonly [string, string]>> = {
    "trust/vn-ds.cer": ["trust/vn-csca.cer", "sha384"],
    "trust/vn-passport-csca.cer": ["trust/vn-passport-csca.cer", "sha512"],
  };

  it.each(trustFiles.filter((name) => name.endsWith(".cer")))("%s: the certificate's signature holds", (name) => {
    const path = join(fixtures, name);
    const [issuer, hash] = SIGNED_BY[name] ?? [undefined, undefined];
    if (issuer !== undefined) {
      expect(signedBy(new Uint8Array(readFileSync(path)), publicKeyOf(join(fixtures, issuer)), hash)).toBe(true);
      return;
    }
    const certificate = temporary(pem(path));
    const { ok, output } = run("verify", "-check_ss_sig", ...RELAXED, "-CAfile", certificate, certificate);
    expect(ok, output).toBe(true);
  });

  /** CRL → the CSCA that signed it; the forged one must be refused under the one it names. */
  const CRL_SIGNERS: Readonly<Record<string, readonly [string, boolean]>> = {
    "trust/T42-3/ds.crl": ["trust/vn-csca.cer", true],
    "trust/T42b/csca.crl": ["trust/T42b/next.cer", true],
    "trust/T45-1/forged.crl": ["trust/de-csca.cer", false],
    "trust/T45-2/unknown.crl": ["trust/fr-csca.cer", true],
    "trust/vn-2021/vn.crl": ["trust/vn-csca.cer", true],
  };

  it.each(trustFiles.filter((name) => name.endsWith(".crl")))("%s: the revocation list's signature", (name) => {
    const [signer, expected] = CRL_SIGNERS[name] ?? ["trust/de-csca.cer", true];
    const bundle = temporary(pem(join(fixtures, signer)));
    const { output } = run("crl", "-inform", "der", "-in", join(fixtures, name), "-noout", "-CAfile", bundle);
    expect(output.includes("verify OK"), output).toBe(expected);
  });

  /** Master and deviation lists: content signature; whether their signer is vouched for is the store's business. */
  it.each(trustFiles.filter((name) => /\.(ml|dvl)$/.test(name)))("%s: the list's signature", (name) => {
    const { ok, output } = run(
      ...["cms", "-verify", "-noverify", "-inform", "der", "-in", join(fixtures, name), "-out", join(folder, "list")],
    );
    const broken = name === "trust/T88/broken.ml" || name === "trust/T91c-3/deviations.dvl";
    expect(ok, output).toBe(!broken);
  });
});
