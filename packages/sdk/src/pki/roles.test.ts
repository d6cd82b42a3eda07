import { describe, expect, it } from "vitest";
import { authority, issued } from "../../test/pki-maker.js";
import {
  authorityKeyIdentifier,
  basicConstraints,
  EXTENDED_KEY_USAGE,
  extendedKeyUsage,
  keyUsage,
  subjectKeyIdentifier,
} from "../simulator/issuer/extensions.js";
import { certificateRole, isCertificateSigner, isLink, unknownExtendedKeyUsages } from "./roles.js";

const old = authority("C=UT,CN=CSCA", "old");
const next = authority("C=UT,CN=CSCA", "next");
const renamed = authority("C=UT,CN=CSCA Utopia", "renamed");
const ds = authority("C=UT,CN=DS");

describe("certificateRole", () => {
  it("tells CSCA, link and document signer apart", () => {
    expect(certificateRole(issued(old, old, "ca"))).toBe("csca");
    expect(certificateRole(issued(next, old, "ca"))).toBe("link");
    expect(certificateRole(issued(renamed, old, "ca"))).toBe("link");
    expect(certificateRole(issued(ds, old, "ds"))).toBe("document-signer");
  });

  it("knows the list signers and other trades by their extended key usage (T36b)", () => {
    const role = (...usages: string[]): string =>
      certificateRole(issued(ds, old, "ds", { more: [extendedKeyUsage(false, ...usages)] }));
    expect(role(EXTENDED_KEY_USAGE.masterListSigner)).toBe("master-list-signer");
    expect(role(EXTENDED_KEY_USAGE.deviationListSigner)).toBe("deviation-list-signer");
    expect(role(EXTENDED_KEY_USAGE.tlsServer)).toBe("other");
    expect(role("2.23.136.1.1.9.1")).toBe("other");
    expect(role("2.23.136.1.1.10")).toBe("other");
    expect(role("1.2.3.4")).toBe("document-signer");
    expect(role("2.5.29.37.0")).toBe("document-signer");
  });

  it("a CSCA without its CA flag is known by keyCertSign, or by issuing itself without any keyUsage (T35)", () => {
    const plain = [subjectKeyIdentifier(old.keyIdentifier)];
    expect(certificateRole(issued(old, old, "ca", { extensions: [...plain, keyUsage("keyCertSign")] }))).toBe("csca");
    expect(certificateRole(issued(old, old, "ca", { extensions: [...plain, basicConstraints(false)] }))).toBe("csca");
    expect(certificateRole(issued(old, old, "ca", { extensions: [...plain, keyUsage("digitalSignature")] }))).toBe(
      "document-signer",
    );
    expect(isCertificateSigner(issued(ds, old, "ca", { extensions: plain }))).toBe(false);
  });

  it("without key identifiers only the name tells a link", () => {
    expect(isLink(issued(next, old, "ca", { extensions: [basicConstraints(true)] }))).toBe(false);
    expect(isLink(issued(renamed, old, "ca", { extensions: [basicConstraints(true)] }))).toBe(true);
    const half = issued(next, old, "ca", { extensions: [authorityKeyIdentifier(old.keyIdentifier)] });
    expect(isLink(half)).toBe(false);
  });

  it("lists the usages that mean nothing here", () => {
    const usages = ["1.2.3.4", "2.5.29.37.0", EXTENDED_KEY_USAGE.tlsServer, "2.23.136.1.1.9.2", "2.23.136.1.1.30"];
    const certificate = issued(ds, old, "ds", { more: [extendedKeyUsage(true, ...usages)] });
    expect(unknownExtendedKeyUsages(certificate)).toEqual(["1.2.3.4", "2.23.136.1.1.30"]);
    expect(unknownExtendedKeyUsages(issued(ds, old, "ds"))).toEqual([]);
  });
});
