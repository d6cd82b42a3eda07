import {
  type Certificate,
  type Crl,
  describeOid,
  type MasterList,
  parseCertificate,
  parseCrl,
  parseSignedData,
  readAsn1,
  readTrustFile,
  type TrustFileKind,
  type TrustPart,
} from "@chipid/sdk";
import { asn1Tree } from "./asn1-tree.js";
import { algorithmReadingText, certificateLine, certificateNodes, nameText } from "./certificate.js";
import { signedDataNodes } from "./cms.js";
import { branch, type Dump, type DumpNode, type DumpOptions, dateValue, hexValue, leaf, optional } from "./model.js";
import { objectNodes } from "./object-nodes.js";

/** Entries of a long list that are shown without --full. */
const SHORT_LIST = 1_000;
const SHORT_CRL = 50;

function certificateDump(bytes: Uint8Array, options: DumpOptions): Dump {
  return { kind: "certificate", title: "X.509 certificate", nodes: certificateNodes(parseCertificate(bytes), options) };
}

function crlNodes(crl: Crl, options: DumpOptions): DumpNode[] {
  const shown = options.full ? Number.POSITIVE_INFINITY : SHORT_CRL;
  const entries: DumpNode[] = [];
  for (const entry of crl.revocations()) {
    if (entries.length >= shown) {
      entries.push(leaf("…", `${crl.revokedCount - entries.length} more (shown with --full)`));
      break;
    }
    const reason = entry.reason === undefined ? "" : `, ${entry.reason}`;
    entries.push(leaf(entry.serial, `${dateValue(entry.date) ?? ""}${reason}`));
  }
  const nodes = [
    leaf("issuer", nameText(crl.issuer)),
    leaf("this update", dateValue(crl.thisUpdate) ?? ""),
    leaf("next update", dateValue(crl.nextUpdate) ?? "not given"),
    optional("CRL number", crl.crlNumber),
    leaf("signature algorithm", algorithmReadingText(crl.signatureReading)),
    optional("unknown critical", crl.unknownCritical.map(describeOid).join(", ") || undefined),
    optional("departures from DER", crl.quirks.join(", ") || undefined),
    branch("revoked", entries, String(crl.revokedCount)),
    leaf("signature", hexValue(crl.signature, options)),
  ];
  return nodes.filter((node): node is DumpNode => node !== undefined);
}

function crlDump(bytes: Uint8Array, options: DumpOptions): Dump {
  return { kind: "crl", title: "certificate revocation list", nodes: crlNodes(parseCrl(bytes), options) };
}

function country(certificate: Certificate): string {
  return certificate.subject.country ?? "??";
}

function certificateList(raws: readonly Uint8Array[], options: DumpOptions): DumpNode {
  const read: { country: string; line: string; certificate: Certificate | undefined }[] = raws.map((raw) => {
    try {
      const certificate = parseCertificate(raw);
      return { country: country(certificate), line: certificateLine(certificate), certificate };
    } catch (error) {
      const why = error instanceof Error ? error.message : "unreadable";
      return { country: "??", line: `${hexValue(raw, options)}  (${why})`, certificate: undefined };
    }
  });
  const countries = new Map<string, typeof read>();
  for (const entry of read) countries.set(entry.country, [...(countries.get(entry.country) ?? []), entry]);
  const selfIssued = read.filter(({ certificate }) => certificate?.selfIssued === true).length;
  const nodes = [...countries]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, entries]) =>
      branch(
        name,
        entries.map(({ line, certificate }) =>
          options.full && certificate !== undefined
            ? branch(line, certificateNodes(certificate, options))
            : leaf("certificate", line),
        ),
        String(entries.length),
      ),
    );
  return branch(
    "certificates",
    nodes.slice(0, options.full ? undefined : SHORT_LIST),
    `${raws.length} of ${countries.size} countries (${selfIssued} self-issued, ${raws.length - selfIssued} others)`,
  );
}

function masterListDump({ signedData, certificates }: MasterList, options: DumpOptions): Dump {
  const list = certificateList(certificates, options);
  if (signedData === undefined) {
    return { kind: "bare-master-list", title: "CSCA master list without a signature", nodes: [list] };
  }
  return { kind: "master-list", title: "CSCA master list", nodes: signedDataNodes(signedData, list, options) };
}

function cmsDump(kind: string, title: string, bytes: Uint8Array, options: DumpOptions): Dump {
  const signedData = parseSignedData(bytes, { mode: "ber", trailing: true });
  const content = signedData.eContent;
  let node: DumpNode | undefined;
  if (content !== undefined) {
    try {
      node = branch("content", [asn1Tree(readAsn1(content, { mode: "ber" }), options)], `${content.length} bytes`);
    } catch {
      node = leaf("content", hexValue(content, options));
    }
  }
  return { kind, title, nodes: signedDataNodes(signedData, node, options) };
}

const TITLES: Readonly<Record<TrustFileKind, string>> = {
  certificate: "X.509 certificates",
  crl: "certificate revocation list",
  "master-list": "CSCA master list",
  "bare-master-list": "CSCA master list without a signature",
  "deviation-list": "ICAO deviation list",
  pem: "PEM file",
  ldif: "LDIF file",
};

function partNodes(part: TrustPart, options: DumpOptions): DumpNode[] {
  switch (part.kind) {
    case "certificates":
    case "collected":
      return [certificateList(part.certificates, options)];
    case "master-list":
      return [branch("master list", masterListDump(part.list, options).nodes)];
    case "crl":
      return [branch("CRL", crlDump(part.raw, options).nodes)];
    case "deviation-list":
      return [branch("deviation list", objectNodes(part.list, options, ["signedData"]))];
    case "unreadable":
      return [leaf(part.what, `unreadable: ${part.why}`)];
  }
}

/**
 * A file of trust data, told by its content.
 * @throws ChipidError `trust.unknown-format` for anything else, and what the readers throw
 */
export function trustFileDump(bytes: Uint8Array, options: DumpOptions): Dump {
  const { kind, parts } = readTrustFile(bytes);
  if (kind === "deviation-list") return cmsDump(kind, TITLES[kind], bytes, options);
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) {
    if (only.kind === "crl") return crlDump(only.raw, options);
    if (only.kind === "master-list") return masterListDump(only.list, options);
    const [certificate] = only.kind === "certificates" ? only.certificates : [];
    if (only.kind === "certificates" && only.certificates.length === 1 && certificate !== undefined) {
      return certificateDump(certificate, options);
    }
  }
  return { kind, title: TITLES[kind], nodes: parts.flatMap((part) => partNodes(part, options)) };
}

/** A CMS SignedData whose content is none of the known kinds. */
export function otherCmsDump(bytes: Uint8Array, options: DumpOptions): Dump {
  return cmsDump("cms", "CMS SignedData", bytes, options);
}
