import { visibleText } from "../bytes/text-hazards.js";
import { isoDate, resolveBirthDate } from "../mrz/date.js";
import type { Mrz } from "../mrz/types.js";
import type { Certificate } from "../pki/certificate-types.js";
import { publicDg13 } from "../vietnam/dg13-public.js";
import { parsePersonalNumber } from "../vietnam/personal-number.js";
import { readVietnamTd1 } from "../vietnam/td1.js";
import type {
  CertificateSummary,
  DataGroupStatus,
  DocumentResult,
  HolderResult,
  Inspection,
  PassiveResult,
  PortraitResult,
} from "./result.js";
import type { InspectionState } from "./state.js";
import { expiryOf } from "./steps/document.js";

/** The `passive` part of the result. */
export function passiveResult(state: InspectionState): PassiveResult {
  const { sod, anchor } = state;
  const lds = sod?.lds;
  const digest = lds?.ok === true ? lds.object.digestAlgorithm : undefined;
  const dataGroups: Record<string, DataGroupStatus> = {};
  for (const [number, status] of [...state.groups].sort(([a], [b]) => a - b)) dataGroups[String(number)] = status;
  return {
    sod: sod === undefined ? "absent" : state.signature,
    chain: state.chain,
    revocation: state.revocation,
    digestAlgorithm: digest === undefined ? null : (digest.hash ?? digest.oid),
    signatureAlgorithm: state.signatureAlgorithm ?? null,
    signedAt: state.signedAt === undefined ? null : day(state.signedAt.ms),
    signedAtSource: state.signedAt?.source ?? null,
    signer: state.signer === undefined ? null : certificateSummary(state.signer),
    anchor: anchor === undefined ? null : { subject: anchor.certificate.subject.text, source: anchor.source },
    dataGroups,
  };
}

function certificateSummary(certificate: Certificate): CertificateSummary {
  return {
    subject: certificate.subject.text,
    issuer: certificate.issuer.text,
    serial: certificate.serial,
    notBefore: new Date(certificate.notBefore).toISOString(),
    notAfter: new Date(certificate.notAfter).toISOString(),
  };
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** What the matched groups say of document and holder; null where there is none. */
export function summarise(
  state: InspectionState,
  personal: boolean,
): Pick<Inspection, "document" | "holder" | "vietnam" | "portrait"> {
  const mrz = state.data.dg1?.mrz;
  const { dg13 } = state.data;
  return {
    document: mrz === undefined ? null : document(state, mrz),
    holder: mrz === undefined ? null : holder(state, mrz),
    vietnam: dg13 === undefined ? null : { ...publicDg13(dg13, { personal }) },
    portrait: portrait(state, personal),
  };
}

function document(state: InspectionState, mrz: Mrz): DocumentResult {
  const expiry = expiryOf(state);
  return {
    type: mrz.format,
    issuer: mrz.issuer,
    number: visibleText(mrz.documentNumber),
    nationality: mrz.nationality ?? null,
    expires: expiry?.kind === "date" ? isoDate(expiry.date) : null,
    mrz: mrz.lines.map(visibleText),
  };
}

function holder(state: InspectionState, mrz: Mrz): HolderResult {
  const { dg11, dg13 } = state.data;
  const { primary, secondary } = mrz.name;
  const written = [primary, secondary].filter((part) => part !== "").join(" ");
  const dg11Name = [dg11?.nameOfHolder?.primary, dg11?.nameOfHolder?.secondary].filter(Boolean).join(" ");
  const number = personalNumber(state, mrz);
  return {
    name: visibleText(dg13?.fullName ?? (dg11Name === "" ? written : dg11Name)),
    mrzName: { primary: visibleText(primary), secondary: visibleText(secondary) },
    birth: birth(state, mrz, number),
    sex: mrz.sex ?? null,
    personalNumber: number ?? null,
  };
}

function personalNumber(state: InspectionState, mrz: Mrz): string | undefined {
  const { dg11, dg13 } = state.data;
  const national = dg13?.personalNumber ?? readVietnamTd1(mrz)?.personalNumber ?? dg11?.personalNumber;
  if (national !== undefined) return visibleText(national);
  // Only TD3 calls its optional data a personal number (ICAO 9303-4 §4.2.2).
  const optional = mrz.format === "TD3" ? mrz.optionalData1 : "";
  return optional === "" ? undefined : optional.replace(/<+/g, " ").trim();
}

function birth(state: InspectionState, mrz: Mrz, number: string | undefined): HolderResult["birth"] {
  const { dg11, dg13 } = state.data;
  const years = [dg13?.birth?.year, dg11?.fullDateOfBirth?.year].filter((year) => year !== undefined);
  if (mrz.issuer === "VNM" && number !== undefined && /^\d{12}$/.test(number)) {
    years.push(parsePersonalNumber(number).birthYear);
  }
  const date = mrz.birth === undefined ? undefined : resolveBirthDate(mrz.birth, state.today, { years });
  return { year: date?.year ?? years[0] ?? null, month: date?.month ?? null, day: date?.day ?? null };
}

function portrait(state: InspectionState, personal: boolean): PortraitResult | null {
  const face = state.data.dg2?.faces[0];
  if (face === undefined) return null;
  const { mime, width, height, displayable } = face.identification;
  return {
    mime: mime ?? "application/octet-stream",
    width: width ?? 0,
    height: height ?? 0,
    bytes: face.image.length,
    displayable,
    ...(personal ? { image: face.image } : {}),
  };
}
