import { expect, it } from "vitest";
import { dataFolder, describeData } from "../data.js";
import { documentTable, refusedTable } from "./table.js";

describeData("real EF.SOD and published specimens", () => {
  const data = dataFolder ?? "";

  it("verify, chain to the CSCA beside them and to the verified master lists", () => {
    const rows = documentTable(data).map(({ document, algorithm, key, sod, beside, lists, groups }) =>
      [document, algorithm, key, sod, beside, lists, groups].join(" | "),
    );
    // CATALOG.md: every signature valid; AT, DE, SG, US … under the CSCA beside; NZ under a CSCA of the lists; the
    // specimens' issuers are in no list; DG15 of the BSI sets is not listed, DG4 of 2008 neither.
    expect(rows).toEqual([
      "AT passport (EF.SOD) | ecdsa-sha256 | brainpoolP256r1 explicit | valid | trusted | trusted | ",
      "AU passport (EF.SOD) | rsa-sha256 | RSA-2048 | valid | trusted | trusted | ",
      "DE passport (EF.SOD) | ecdsa-sha384 | brainpoolP384r1 explicit | valid | trusted | trusted | ",
      "FR passport (EF.SOD) | rsa-sha256 | RSA-2048 | valid | trusted | trusted | ",
      "SG passport (EF.SOD) | rsa-pss-sha256 | RSA-2048 | valid | trusted | trusted | ",
      "US passport (EF.SOD) | rsa-sha256 | RSA-2048 | valid | trusted | trusted | ",
      "NZ passport of 2013 (EF.SOD) | rsa-sha256 | RSA-2048 | valid | - | trusted | ",
      "bsi-tr03105-5 | rsa-pss-sha256 | RSA-2048 | valid | - | no-anchor | 1 2 3 4 14 match, 15 not listed",
      "bsi2008 | ecdsa-sha1 | brainpoolP224r1 explicit | valid | - | no-anchor | 1 2 3 14 match, 4 15 not listed",
      "loes2006-nl-specimen | rsa-sha256 | RSA-2048 | valid | - | no-anchor | 1 2 15 match",
      "etsi-epassport-prototype | rsa-pss-sha256 | RSA-2048 | valid | - | no-anchor | 1 14 15 match",
    ]);
  });

  it("are never green from the security object alone", () => {
    for (const { document, verdict } of documentTable(data)) {
      expect(["unconfirmed", "not-valid"], document).toContain(verdict);
    }
  });

  it("are refused when malformed, each for its own reason", () => {
    expect(refusedTable(data).map(({ refusal }) => refusal)).toEqual([
      "inspection.input (lds.tag)",
      "inspection.input (cms.structure)",
      "inspection.input (cms.structure)",
      // The content type was changed, which also makes the signature false.
      "not-genuine sod.content-type.unknown",
      // The list of hashes was changed under an unchanged signature.
      "not-genuine sod.message-digest.mismatch",
    ]);
  });
});
