import { describe, expect, it } from "vitest";
import { type Authority, authority, issued, trustOf } from "../../test/pki-maker.js";
import { createCrypto } from "../crypto/engine.js";
import { createPureBackend } from "../crypto/pure.js";
import type { Crypto } from "../crypto/types.js";
import { basicConstraints, extendedKeyUsage, keyUsage, subjectKeyIdentifier } from "../simulator/issuer/extensions.js";
import { publicKeyInfo } from "../simulator/issuer/keys.js";
import type { Certificate } from "./certificate-types.js";
import { chainTo, findIssuers, type IssuerSearch } from "./path.js";

const pure = createCrypto({ pure: createPureBackend() });
const one = authority("C=UT,CN=CSCA", "one");
const two = authority("C=UT,CN=CSCA", "two");
const three = authority("C=UT,CN=CSCA Utopia", "three");
const ds = authority("C=UT,CN=DS");
const [csca1, csca2, csca3] = [issued(one, one, "ca"), issued(two, two, "ca"), issued(three, three, "ca")];
/** Old key to new key, and old name to new name. */
const [link12, link23] = [issued(two, one, "ca"), issued(three, two, "ca")];

/** The ends of the paths, by the certificates in them. */
function ends(search: IssuerSearch): readonly (readonly Certificate[])[] {
  return search.paths.map((path) => path.certificates.map(({ certificate }) => certificate));
}

function plain(subject: Authority, issuer: Authority): Certificate {
  return issued(subject, issuer, "ds", { extensions: [keyUsage("digitalSignature")] });
}

describe("findIssuers", () => {
  it("finds the CSCA by name and key identifier, among others of the name (T47)", () => {
    const search = findIssuers(issued(ds, two, "ds"), trustOf(csca1, csca2, csca3), pure);
    expect(ends(search)).toEqual([[csca2]]);
    expect(search.paths[0]?.match).toBe("name-and-key");
    expect(search.candidates.map(({ match }) => match)).toEqual(["name-and-key", "name"]);
    expect(search.exhausted).toBe(false);
  });

  it("without an authorityKeyIdentifier tries every key of the name (T30, T47)", () => {
    const search = findIssuers(plain(ds, two), trustOf(csca1, csca2, csca3), pure);
    expect(ends(search)).toEqual([[csca2]]);
    expect(search.candidates.map(({ match, signature }) => [match, signature?.valid])).toEqual([
      ["name", false],
      ["name", true],
    ]);
    expect(ends(findIssuers(plain(ds, two), trustOf(csca1), pure))).toEqual([]);
  });

  it("a name and key identifier whose signature is false is a candidate and no issuer (T28)", () => {
    const forged = issued(ds, one, "ds", { signWith: ds.key });
    const search = findIssuers(forged, trustOf(csca1), pure);
    expect(search.paths).toEqual([]);
    expect(search.candidates).toMatchObject([{ match: "name-and-key", signature: { checked: true, valid: false } }]);
  });

  it("finds nothing for an issuer that is not in the store (T29), nor for a self-signed DS (T27)", () => {
    expect(findIssuers(issued(ds, three, "ds"), trustOf(csca1, csca2), pure)).toMatchObject({
      paths: [],
      candidates: [],
    });
    expect(findIssuers(issued(ds, ds, "ds"), trustOf(csca1), pure)).toMatchObject({ paths: [], candidates: [] });
  });

  it("follows link certificates to older keys, one by one, a name change included (T46)", () => {
    const search = findIssuers(issued(ds, three, "ds"), trustOf(csca1, link12, link23), pure);
    expect(ends(search)).toEqual([[link23], [link23, link12], [link23, link12, csca1]]);
  });

  it("gives the new root and the way over its link both", () => {
    const search = findIssuers(issued(ds, two, "ds"), trustOf(csca1, csca2, link12), pure);
    expect(ends(search)).toEqual([[csca2], [link12], [link12, csca1]]);
  });

  it("finds an issuer by key identifier alone after a name change, and says so", () => {
    const renamed = { ...one, name: "C=UT,CN=CSCA renamed" };
    const search = findIssuers(issued(ds, renamed, "ds"), trustOf(csca1), pure);
    expect(ends(search)).toEqual([[csca1]]);
    expect(search.paths[0]?.match).toBe("key");
  });

  it("a cycle of link certificates ends (T46)", () => {
    const back = issued(one, two, "ca");
    const search = findIssuers(issued(ds, two, "ds"), trustOf(link12, back), pure);
    expect(ends(search)).toEqual([[link12], [link12, back]]);
    expect(search.exhausted).toBe(false);
  });

  it("computes one signature for certificates of one key, and no more than 64 in all", () => {
    let verified = 0;
    const counting: Crypto = {
      ...pure,
      verify: (...args) => {
        verified++;
        return pure.verify(...args);
      },
    };
    const again = issued(one, one, "ca", { notAfter: "2040-01-01" });
    const search = findIssuers(issued(ds, one, "ds"), trustOf(csca1, again, link12), counting);
    expect(ends(search).slice(0, 2)).toEqual([[csca1], [again]]);
    expect(search.tries).toBe(verified);
    // Both certificates of the key that is named are answered by one signature; the other key is not asked.
    expect(verified).toBe(1);
    const crowd = Array.from({ length: 80 }, (_, i) => {
      const other = authority(one.name, `crowd ${i}`);
      return issued(other, other, "ca", { extensions: [basicConstraints(true)] });
    });
    verified = 0;
    const limited = findIssuers(plain(ds, one), trustOf(...crowd, csca1), counting);
    expect(verified).toBe(64);
    expect(limited).toMatchObject({ paths: [], tries: 64, exhausted: true });
    expect(limited.candidates.filter(({ signature }) => signature === undefined).length).toBe(17);
  });

  it("tries the other keys of the name when the one that is named does not hold", () => {
    const mislabelled = issued(ds, { ...two, keyIdentifier: one.keyIdentifier }, "ds");
    const search = findIssuers(mislabelled, trustOf(csca1, csca2), pure);
    expect(ends(search)).toEqual([[csca2]]);
    expect(search.candidates).toMatchObject([
      { match: "name-and-key", signature: { valid: false } },
      { match: "name", signature: { valid: true } },
    ]);
  });

  it("tells a root from a link by its signature when neither names a key", () => {
    const bare = { extensions: [basicConstraints(true)] };
    const [root, link] = [issued(one, one, "ca", bare), issued(two, one, "ca", bare)];
    expect(ends(findIssuers(plain(ds, two), trustOf(link, root), pure))).toEqual([[link], [link, root]]);
  });

  it("stops where the caller has enough", () => {
    const search = findIssuers(
      issued(ds, three, "ds"),
      trustOf(csca1, link12, link23),
      pure,
      ({ certificate }) => certificate === link12,
    );
    expect(ends(search)).toEqual([[link23], [link23, link12]]);
  });

  it("skips a candidate whose key cannot be used", () => {
    const point = publicKeyInfo(one.key, { point: Uint8Array.of(0) });
    const broken = issued(one, one, "ca", { publicKey: point });
    const search = findIssuers(issued(ds, one, "ds"), trustOf(broken), pure);
    expect(search).toMatchObject({
      paths: [],
      tries: 0,
      candidates: [{ match: "name-and-key", signature: undefined }],
    });
  });

  it("judges neither dates nor CA flags: that is the caller's", () => {
    const old = issued(one, one, "ca", {
      notBefore: "2000-01-01",
      notAfter: "2001-01-01",
      extensions: [subjectKeyIdentifier(one.keyIdentifier)],
    });
    expect(ends(findIssuers(issued(ds, one, "ds"), trustOf(old), pure))).toEqual([[old]]);
  });
});

describe("chainTo", () => {
  const signer = issued(ds, three, "ds", { more: [extendedKeyUsage(true, "2.23.136.1.1.3")] });

  it("ends at a voucher, directly, over the pool, or with the certificate itself", () => {
    expect(chainTo(signer, [csca3], [], pure)).toEqual([signer, csca3]);
    expect(chainTo(signer, [csca1], [link12, link23], pure)).toEqual([signer, link23, link12, csca1]);
    expect(chainTo(signer, [signer], [], pure)).toEqual([signer]);
    expect(chainTo(signer, [link23], [link23], pure)).toEqual([signer, link23]);
  });

  it("never ends at a certificate of the pool", () => {
    expect(chainTo(signer, [], [csca3, csca1, link12, link23], pure)).toBeUndefined();
    expect(chainTo(signer, [csca1], [link23], pure)).toBeUndefined();
    expect(chainTo(signer, [csca1], [csca3], pure)).toBeUndefined();
  });

  it("goes over certificates that may sign certificates only", () => {
    const impostor = authority("C=UT,CN=CSCA Utopia", "impostor");
    const leaf = issued(impostor, one, "ds");
    const below = issued(ds, impostor, "ds");
    expect(chainTo(below, [csca1], [leaf], pure)).toBeUndefined();
    const barred = issued(impostor, one, "ca", {
      extensions: [subjectKeyIdentifier(impostor.keyIdentifier), basicConstraints(true), keyUsage("cRLSign")],
    });
    expect(chainTo(below, [csca1], [barred], pure)).toBeUndefined();
    expect(chainTo(below, [csca1], [issued(impostor, one, "ca")], pure)).toHaveLength(3);
  });

  it("is not led by a false signature, and ends in a cycle", () => {
    const forged = issued(three, two, "ca", { signWith: ds.key });
    expect(chainTo(signer, [csca2], [forged], pure)).toBeUndefined();
    const back = issued(two, three, "ca");
    expect(chainTo(signer, [csca1], [link23, back], pure)).toBeUndefined();
  });
});
