import { describe, expect, it } from "vitest";
import { type Authority, authority, ECDSA, issued } from "../../test/pki-maker.js";
import { createCrypto } from "../crypto/engine.js";
import { createPureBackend } from "../crypto/pure.js";
import { createCrl } from "../simulator/issuer/crl.js";
import { basicConstraints, keyUsage, unknownExtension } from "../simulator/issuer/extensions.js";
import { encodeName } from "../simulator/issuer/name.js";
import type { Certificate } from "./certificate-types.js";
import { parseCrl } from "./crl.js";
import type { Crl } from "./crl-types.js";
import { type PathInput, type PathOptions, type PathResult, validatePath } from "./validate-path.js";

const crypto = createCrypto({ pure: createPureBackend() });
const [root, middle, lower, end] = ["Root", "Middle", "Lower", "End"].map((name) => authority(`C=UT,CN=${name}`)) as [
  Authority,
  Authority,
  Authority,
  Authority,
];
const ca = (pathLength?: number): { extensions: Uint8Array[] } => ({
  extensions: [basicConstraints(true, pathLength), keyUsage("keyCertSign", "cRLSign")],
});
const anchor = issued(root, root, "ca");
const between = issued(middle, root, "ca", ca());
const leaf = issued(end, middle, "ds");
const at = Date.UTC(2025, 0, 1);

function list(by: Authority, revoked: number[] = [], thisUpdate = "2024-12-01", nextUpdate = "2025-02-01"): Crl {
  return parseCrl(
    createCrl({
      issuer: encodeName(by.name),
      thisUpdate,
      nextUpdate,
      revoked: revoked.map((serial) => ({ serial, date: "2024-01-01" })),
      extensions: [],
      signWith: by.key,
      algorithm: ECDSA,
    }),
  );
}

function validate(change: Partial<PathInput> = {}, options: PathOptions = { revocation: "ignore" }): PathResult {
  return validatePath({ endEntity: leaf, intermediates: [between], anchor, crls: [], at, ...change }, crypto, options);
}

function why(change: Partial<PathInput>, options?: PathOptions): unknown {
  const result = validate(change, options);
  return result.ok ? "ok" : [result.why, result.certificate];
}

const serialOf = (certificate: Certificate): number => Number.parseInt(certificate.serial, 16);

describe("validatePath", () => {
  it("gives the path from the end entity to the anchor", () => {
    expect(validate()).toEqual({ ok: true, path: [leaf, between, anchor] });
    const direct = issued(end, root, "ds");
    expect(validate({ endEntity: direct })).toEqual({ ok: true, path: [direct, anchor] });
  });

  it("finds the sound path among others of the names", () => {
    const wrongKey = issued({ ...middle, ...authority(middle.name, "other") }, root, "ca", ca());
    expect(validate({ intermediates: [wrongKey, between] })).toEqual({ ok: true, path: [leaf, between, anchor] });
    expect(validate({ intermediates: [between, wrongKey] })).toEqual({ ok: true, path: [leaf, between, anchor] });
    expect(why({ intermediates: [wrongKey] })).toEqual(["signature", leaf]);
  });

  it("names what breaks it, and where", () => {
    expect(why({ intermediates: [] })).toEqual(["no-path", leaf]);
    expect(why({ at: Date.UTC(2019, 0, 1) })).toEqual(["not-yet-valid", between]);
    expect(why({ at: Date.UTC(2036, 0, 1) })).toEqual(["expired", between]);
    const notCa = issued(middle, root, "ca", { extensions: [basicConstraints(false), keyUsage("keyCertSign")] });
    expect(why({ intermediates: [notCa] })).toEqual(["not-ca", notCa]);
    const barred = issued(middle, root, "ca", { extensions: [basicConstraints(true), keyUsage("cRLSign")] });
    expect(why({ intermediates: [barred] })).toEqual(["key-usage", barred]);
    const critical = issued(end, middle, "ds", { extensions: [unknownExtension(true)] });
    expect(why({ endEntity: critical })).toEqual(["unknown-critical", critical]);
    const twice = issued(end, middle, "ds", { extensions: [unknownExtension(false), unknownExtension(false)] });
    expect(why({ endEntity: twice })).toEqual(["extension-repeated", twice]);
    const forged = issued(end, middle, "ds", { signWith: root.key });
    expect(why({ endEntity: forged })).toEqual(["signature", forged]);
  });

  it("refuses SHA-1 unless told otherwise", () => {
    const weak = issued(end, middle, "ds", { algorithm: { ...ECDSA, hash: "sha-1" } });
    expect(why({ endEntity: weak })).toEqual(["weak-hash", weak]);
    expect(why({ endEntity: weak }, { revocation: "ignore", refusedHashes: ["md5"] })).toBe("ok");
  });

  it("holds path lengths, self-issued certificates not counted", () => {
    const below = issued(lower, middle, "ca", ca());
    const last = issued(end, lower, "ds");
    const input = { endEntity: last, intermediates: [below, between] };
    expect(why(input)).toBe("ok");
    const short = issued(middle, root, "ca", ca(0));
    expect(why({ ...input, intermediates: [below, short] })).toEqual(["path-length", below]);
    const next = authority(middle.name, "next");
    const rollover = issued(next, middle, "ca", ca());
    const underNext = issued(end, next, "ds");
    expect(why({ endEntity: underNext, intermediates: [rollover, short] })).toBe("ok");
  });

  it("asks for a current list of every issuer, and heeds an old one's entries", () => {
    const both = [list(root), list(middle)];
    const required: PathOptions = {};
    expect(why({ crls: both }, required)).toBe("ok");
    expect(why({ crls: [list(middle)] }, required)).toEqual(["revocation-unknown", between]);
    expect(why({ crls: [list(root)] }, required)).toEqual(["revocation-unknown", leaf]);
    expect(why({ crls: [] }, { revocation: "if-available" })).toBe("ok");
    const old = (revoked: number[] = []): Crl => list(middle, revoked, "2023-01-01", "2023-02-01");
    expect(why({ crls: [list(root), old()] }, required)).toEqual(["crl-expired", leaf]);
    expect(why({ crls: [list(root), old()] }, { revocation: "if-available" })).toBe("ok");
    expect(why({ crls: [list(root), list(middle, [serialOf(leaf)])] }, required)).toEqual(["revoked", leaf]);
    expect(why({ crls: [list(root, [serialOf(between)]), list(middle)] }, required)).toEqual(["revoked", between]);
    expect(why({ crls: [old([serialOf(leaf)])] }, { revocation: "if-available" })).toEqual(["revoked", leaf]);
    const forged = list({ ...middle, key: root.key }, [serialOf(leaf)]);
    expect(why({ crls: [list(root), forged] }, required)).toEqual(["revocation-unknown", leaf]);
  });

  it("is bounded when names go round in circles", () => {
    const circle = Array.from({ length: 12 }, (_, i) => {
      const other = authority(middle.name, `circle ${i}`);
      return issued(other, middle, "ca", ca());
    });
    expect(why({ intermediates: circle })).toEqual(["no-path", leaf]);
  });
});
