import { parseSignedData } from "../../src/asn1/cms.js";
import { readAsn1 } from "../../src/asn1/node.js";
import { writeCom } from "../../src/lds/com.js";
import { writeDg1 } from "../../src/lds/dg1.js";
import { parseCertificate } from "../../src/pki/certificate.js";
import { indexCertificate, NameCache } from "../../src/pki/certificate-index.js";
import { parseCrl } from "../../src/pki/crl.js";
import { parseMasterList } from "../../src/pki/master-list.js";
import { readPublicKey } from "../../src/pki/spki.js";
import { walkTlv } from "../../src/tlv/tlv.js";
import { ber, type Entry, type Makings, why } from "./entry.js";
import { anyTlvHeader, tlvHeader } from "./headers.js";
import { MRZ_TD3 } from "./made-texts.js";

/** TLV and ASN.1, certificates, and the files that trust data come in. */
export function trustTargets({ trust }: Makings): Entry[] {
  const sequence = tlvHeader(0x30);
  const dg1 = writeDg1(MRZ_TD3);
  const certificates = [trust.csca, trust.ds, trust.listSigner];
  const everyKind = { kinds: ["certificate", "crl"] };
  return [
    ber("tlv", anyTlvHeader, walk, [dg1, writeCom({ dataGroups: [1, 2] }), trust.sod([[1, dg1]])], {
      kinds: ["DG1", "DG2", "EF.SOD"],
    }),
    ber("asn1 (der)", sequence, (input) => readAsn1(input), [...certificates, trust.crl], everyKind),
    ber("asn1 (ber)", sequence, (input) => readAsn1(input, { mode: "ber" }), [...certificates, trust.crl], everyKind),
    ber(
      "cms",
      sequence,
      (input) => parseSignedData(input, { mode: "ber", trailing: true }),
      [trust.masterList, trust.deviationList],
      { kinds: ["EF.CardSecurity"] },
    ),
    ber("certificate", sequence, parseCertificate, certificates),
    ber("certificate index", sequence, (input) => indexCertificate(input, new NameCache()), certificates, {
      kinds: ["certificate"],
    }),
    ber("spki", sequence, readPublicKey, trust.spkis, { refusal: why("ok") }),
    ber("crl", sequence, parseCrl, [trust.crl]),
    ber("master list", sequence, parseMasterList, [trust.masterList], { kinds: ["master-list"] }),
  ];
}

function walk(input: Uint8Array): void {
  walkTlv(input, () => undefined);
}
