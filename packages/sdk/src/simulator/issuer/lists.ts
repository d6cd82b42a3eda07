import {
  derInteger,
  derOid,
  derPrintable,
  explicit,
  implicit,
  implicitConstructed,
  sequence,
  setOf,
} from "../../asn1/encode.js";
import { readAsn1 } from "../../asn1/node.js";
import { OID } from "../../asn1/oids.js";
import { latin1, toBase64 } from "../../bytes/bytes.js";
import { algorithmIdentifier } from "./algorithms.js";
import { createSignedData, type SignedDataSpec } from "./signed-data.js";

type ListSpec = Omit<SignedDataSpec, "eContent" | "eContentType">;

/** CSCA master list (ICAO 9303-12 §9): a CMS SignedData over the version and the SET OF certificates. */
export function createMasterList(spec: ListSpec & { readonly content: readonly Uint8Array[] }): Uint8Array {
  const content = sequence(derInteger(0), setOf(...spec.content));
  return createSignedData({ ...spec, eContentType: OID.cscaMasterList, eContent: content });
}

export interface DeviationSpec {
  /** The document signers concerned: a DS certificate, named by issuer and serial. */
  readonly signer: Uint8Array;
  readonly documentType?: string;
  readonly description: string;
  /** Deviation type, e.g. `2.23.136.1.1.7.1.2` (DS encoding). */
  readonly type: string;
  /** DER of the type's parameter: CertField, Datagroup or MRZField. */
  readonly parameter?: Uint8Array;
}

/** ICAO deviation list (9303-3 §7 and appendix): a CMS SignedData over the list of deviations. */
export function createDeviationList(spec: ListSpec & { readonly deviations: readonly DeviationSpec[] }): Uint8Array {
  const deviations = spec.deviations.map((deviation) => {
    const tbs = readAsn1(deviation.signer, { mode: "ber" }).child(0);
    return sequence(
      sequence(
        ...(deviation.documentType === undefined ? [] : [implicit(0, latin1(deviation.documentType))]),
        implicitConstructed(1, tbs.child(3).raw, tbs.child(1).raw),
      ),
      setOf(
        sequence(
          derPrintable(deviation.description),
          derOid(deviation.type),
          ...(deviation.parameter === undefined ? [] : [explicit(0, deviation.parameter)]),
        ),
      ),
    );
  });
  const content = sequence(derInteger(0), algorithmIdentifier(OID.sha256), setOf(...deviations));
  return createSignedData({ ...spec, eContentType: OID.deviationList, eContent: content });
}

export interface LdifEntry {
  readonly dn: string;
  /** Attribute, with `;binary` where the PKD has it, and its bytes. */
  readonly attribute: string;
  readonly value: Uint8Array;
}

/** LDIF as the ICAO PKD serves it (RFC 2849): Base64 values folded at 76 columns. */
export function createLdif(entries: readonly LdifEntry[]): string {
  const blocks = entries.map((entry) =>
    [fold(`dn: ${entry.dn}`), "objectClass: top", fold(`${entry.attribute}:: ${toBase64(entry.value)}`), ""].join("\n"),
  );
  return ["version: 1", "", ...blocks].join("\n");
}

function fold(line: string): string {
  const out = [line.slice(0, 76)];
  for (let at = 76; at < line.length; at += 75) out.push(` ${line.slice(at, at + 75)}`);
  return out.join("\n");
}

/** PEM (RFC 7468 §2): 64 columns; `lineEnd` for files from Windows. */
export function createPem(label: string, der: Uint8Array, lineEnd: "\n" | "\r\n" = "\n"): string {
  const base64 = toBase64(der).replace(/(.{64})(?=.)/g, `$1${lineEnd}`);
  return `-----BEGIN ${label}-----${lineEnd}${base64}${lineEnd}-----END ${label}-----${lineEnd}`;
}
