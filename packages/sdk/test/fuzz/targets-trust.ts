import { parseSignedData } from "../../src/asn1/cms.js";
import { type Asn1Node, readAsn1 } from "../../src/asn1/node.js";
import { digest } from "../../src/crypto/digest.js";
import { writeCom } from "../../src/lds/com.js";
import { writeDg1 } from "../../src/lds/dg1.js";
import { nodeCrypto } from "../../src/node/crypto.js";
import { readManifest, writeManifest } from "../../src/node/trust-manifest.js";
import { parseCertificate } from "../../src/pki/certificate.js";
import { indexCertificate, NameCache } from "../../src/pki/certificate-index.js";
import { parseCrl } from "../../src/pki/crl.js";
import { parseDeviationList } from "../../src/pki/deviation-list.js";
import { parseLdif } from "../../src/pki/ldif.js";
import { parseMasterList } from "../../src/pki/master-list.js";
import { parseName } from "../../src/pki/name.js";
import { parsePem } from "../../src/pki/pem.js";
import { readPublicKey } from "../../src/pki/spki.js";
import { importTrust } from "../../src/pki/trust-import.js";
import { readTrustFile } from "../../src/pki/trust-parts.js";
import { decodeSnapshot, encodeSnapshot } from "../../src/pki/trust-snapshot.js";
import { TrustStore } from "../../src/pki/trust-store.js";
import { encodeName } from "../../src/simulator/issuer/name.js";
import { walkTlv } from "../../src/tlv/tlv.js";
import { ber, type Entry, type Makings, NONE, why } from "./entry.js";
import { anyTlvHeader, magic, textHeader, tlvHeader } from "./headers.js";
import { MRZ_TD3 } from "./made-texts.js";
import { berMutator, bytesMutator, type Mutator, textMutator } from "./mutate.js";

const NOW = Date.UTC(2026, 5, 1, 12);
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
const EVERY_KIND = ["certificate", "crl", "master-list", "deviation-list", "ldif", "pem"];

/** TLV and ASN.1, certificates, and the files that trust data come in. */
export function trustTargets({ trust, trustFiles }: Makings): Entry[] {
  const sequence = tlvHeader(0x30);
  const dg1 = writeDg1(MRZ_TD3);
  const certificates = [trust.csca, trust.ds, trust.listSigner];
  const everyDer = { kinds: ["certificate", "crl"] };
  const crypto = nodeCrypto();
  const everyFile = [...certificates, trust.crl, trust.masterList, trust.deviationList, trust.ldif, ...trust.pems];
  return [
    ber("tlv", anyTlvHeader, /^tlv\./, walk, [dg1, writeCom({ dataGroups: [1, 2] }), trust.sod([[1, dg1]])], {
      kinds: ["DG1", "DG2", "EF.SOD"],
    }),
    ber(
      "asn1 (der)",
      sequence,
      /^asn1\./,
      (input) => walkAsn1(readAsn1(input)),
      [...certificates, trust.crl],
      everyDer,
    ),
    ber(
      "asn1 (ber)",
      sequence,
      /^asn1\./,
      (input) => walkAsn1(readAsn1(input, { mode: "ber" })),
      certificates,
      everyDer,
    ),
    ber(
      "cms",
      sequence,
      /^cms\./,
      (input) => parseSignedData(input, { mode: "ber", trailing: true }),
      [trust.masterList, trust.deviationList],
      { kinds: ["EF.CardSecurity"] },
    ),
    ber("certificate", sequence, /^cert\.structure$/, parseCertificate, certificates),
    ber(
      "certificate index",
      sequence,
      /^cert\.structure$/,
      (input) => indexCertificate(input, new NameCache()),
      certificates,
      {
        kinds: ["certificate"],
      },
    ),
    ber("name", sequence, /^cert\.structure$/, parseName, [encodeName("C=VN,O=Fuzz,serialNumber=001,CN=Fuzz CSCA")]),
    ber("spki", sequence, NONE, readPublicKey, trust.spkis, { refusal: why("ok") }),
    ber("crl", sequence, /^crl\.(structure|delta)$/, parseCrl, [trust.crl]),
    ber("master list", sequence, /^ml\.structure$/, parseMasterList, [trust.masterList], { kinds: ["master-list"] }),
    ber("deviation list", sequence, /^deviation-list\.structure$/, parseDeviationList, [trust.deviationList], {
      kinds: ["deviation-list"],
    }),
    {
      name: "pem",
      made: trust.pems,
      mutator: textMutator(`${BASE64}-\r\n `, "\n", false),
      passesHeader: textHeader(/-----BEGIN [A-Z0-9 ]+-----/),
      codes: /^cert\.pem$/,
      parse: parsePem,
    },
    {
      name: "ldif",
      made: [trust.ldif],
      mutator: textMutator(`${BASE64}:;\r\n `, "\n", false),
      passesHeader: textHeader(/^version: 1\n/),
      codes: /^ldif\.structure$/,
      parse: (input) => [...parseLdif(input)],
    },
    {
      name: "trust file",
      made: everyFile,
      kinds: EVERY_KIND,
      mutator: byKind,
      passesHeader: isTrustFile,
      codes:
        /^(trust\.(unknown-format|limit)|files\.empty|ml\.structure|deviation-list\.structure|cert\.pem|ldif\.structure|asn1\.\S+)$/,
      parse: readTrustFile,
    },
    {
      name: "trust import",
      made: everyFile,
      kinds: EVERY_KIND,
      mutator: byKind,
      passesHeader: isTrustFile,
      codes: NONE,
      parse: (bytes) =>
        importTrust(TrustStore.empty, [{ name: "mutant", bytes }, ...trustFiles.slice(0, 1)], { crypto, now: NOW }),
    },
    {
      name: "trust manifest",
      made: [
        writeManifest({
          imports: [
            {
              at: NOW,
              files: [{ name: "list.ml", sha256: "00".repeat(32) }],
              signer: { name: "signer.cer", sha256: "11".repeat(32) },
              signerSha256: "11".repeat(32),
              force: false,
            },
          ],
        }),
      ],
      mutator: textMutator('0123456789abcdef{}[]:,"\\ntrue', ",", false),
      passesHeader: textHeader(/^\{/),
      codes: /^trust\.store$/,
      parse: readManifest,
    },
    snapshot(
      importTrust(
        TrustStore.empty,
        everyFile.map((bytes, i) => ({ name: `file ${i}`, bytes })),
        { crypto, now: NOW, keepFlagged: true },
      ).store,
    ),
  ];
}

function walkAsn1(node: Asn1Node): void {
  if (node.constructed) for (const child of node.children) walkAsn1(child);
}

function walk(input: Uint8Array): void {
  walkTlv(input, () => undefined);
}

const text = textMutator(`${BASE64}-:\r\n `, "\n", false);

/** A file of DER is edited as such, any other as text. */
const byKind: Mutator = {
  mutate: (seed, others, random) => (seed[0] === 0x30 ? berMutator : text).mutate(seed, others, random),
};

const isDer = tlvHeader(0x30);
const isText = textHeader(/-----BEGIN |^version:|^dn:/);

function isTrustFile(input: Uint8Array): boolean {
  return isDer(input) || isText(input);
}

/**
 * Snapshots whose digest is right although their content was changed: what damage never makes, and someone who may
 * write the cache does. Offsets as in trust-snapshot.ts.
 */
function snapshot(store: TrustStore): Entry {
  const crypto = nodeCrypto();
  const binding = new Uint8Array(32).fill(7);
  const [DIGEST, CONTENT] = [44, 76];
  const content = bytesMutator(4);
  return {
    name: "trust snapshot",
    made: [encodeSnapshot(store, binding, crypto), encodeSnapshot(TrustStore.empty, binding, crypto)],
    mutator: {
      mutate(seed, others, random) {
        if (random.oneIn(10)) return bytesMutator(8).mutate(seed, others, random);
        const changed = content.mutate(seed.subarray(CONTENT), others, random);
        const out = new Uint8Array(CONTENT + changed.length);
        out.set(seed.subarray(0, DIGEST));
        out.set(changed, CONTENT);
        out.set(digest("sha-256", out.subarray(0, DIGEST), changed), DIGEST);
        return out;
      },
    },
    passesHeader: magic(Buffer.from("CHIPTRST").toString("hex")),
    codes: /^trust\.snapshot$/,
    parse(input) {
      const opened = decodeSnapshot(input, binding, crypto);
      return [opened.data, opened.newest, opened.data.entries.map(({ subjectKey }) => opened.bySubject(subjectKey))];
    },
  };
}
