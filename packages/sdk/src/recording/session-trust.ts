import { toHex } from "../bytes/bytes.js";
import type { Crypto } from "../crypto/types.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import type { ErrorCode } from "../errors/codes.js";
import { readSod } from "../lds/sod.js";
import { parseCertificate } from "../pki/certificate.js";
import { importTrust, refusal, type TrustFile } from "../pki/trust-import.js";
import { TrustStore } from "../pki/trust-store.js";
import type { Provenance } from "../pki/trust-types.js";
import type { Session, SessionTrust } from "./session-types.js";

/** Trust files whose refusal is a finding of the inspection, not a fault of the recording (T45). */
const JUDGED: ReadonlySet<ErrorCode> = new Set(["crl.delta", "crl.signature", "crl.signer"]);
const MAX_COUNTRIES = 8;

type EmbeddedTrust = Extract<SessionTrust, { readonly bytes: Uint8Array }>;

/** Reads a file of trust data that a session names, from the session's own folder. */
export type TrustFileReader = (name: string) => Uint8Array | Promise<Uint8Array>;

/**
 * What of a store an inspection of this document can have used, to be embedded in its recording: the certificates and CRLs
 * of the countries that EF.SOD's certificates name. Deviation lists are not carried over.
 */
export function sessionTrust(store: TrustStore, sod: Uint8Array | undefined): SessionTrust[] {
  const countries = countriesOf(sod);
  const trust: SessionTrust[] = [];
  for (const entry of store.data.entries) {
    if (entry.country === undefined || !countries.has(entry.country)) continue;
    const [best] = store.provenance(entry);
    trust.push({
      name: best?.source ?? "certificate",
      bytes: entry.raw,
      ...(best === undefined ? {} : worthOf(best)),
    });
  }
  for (const crl of store.data.crls) {
    if (crl.country !== undefined && countries.has(crl.country)) trust.push({ name: crl.source, bytes: crl.raw });
  }
  return trust;
}

/** What a verdict can depend on of where a certificate came from; nothing for one given alone. */
function worthOf({ status, kind, date }: Provenance): Pick<EmbeddedTrust, "status" | "kind" | "date"> {
  return {
    ...(status === "given" ? {} : { status }),
    ...(kind === "certificate" ? {} : { kind, ...(date === undefined ? {} : { date }) }),
  };
}

/** Two-letter codes of the certificates inside an EF.SOD, subject's and issuer's; none for one that cannot be read. */
function countriesOf(sod: Uint8Array | undefined): ReadonlySet<string> {
  const countries = new Set<string>();
  if (sod === undefined) return countries;
  try {
    for (const bytes of readSod(sod).signedData.certificates.slice(0, MAX_COUNTRIES)) {
      const { subject, issuer } = parseCertificate(bytes);
      for (const country of [subject.country, issuer.country]) if (country !== undefined) countries.add(country);
    }
  } catch (error) {
    if (!isChipidError(error)) throw error;
  }
  return countries;
}

/**
 * The trust data of a session as a store of its own, judged at the session's moment.
 * @throws ChipidError for trust data that cannot be read; what `readFile` throws; `files.not-found` when the session names
 * files and no reader is given
 */
export async function trustOfSession(
  session: Session,
  crypto: Crypto,
  readFile?: TrustFileReader,
): Promise<TrustStore> {
  const groups = new Map<Provenance["status"], TrustFile[]>();
  const embedded = new Map<string, EmbeddedTrust>();
  for (const trust of session.trust) {
    const named = "file" in trust;
    const file = named ? { name: trust.file, bytes: await readNamed(trust.file, readFile) } : trust;
    const status = named ? "given" : (trust.status ?? "given");
    groups.set(status, [...(groups.get(status) ?? []), file]);
    if (!named) embedded.set(toHex(crypto.digest("sha-256", trust.bytes)), trust);
  }
  let store = TrustStore.empty;
  // What is worth least comes first, so that nothing can vouch for it that did not where it was recorded.
  for (const status of ["unverified", "verified", "given"] as const) {
    const imported = importTrust(store, groups.get(status) ?? [], {
      crypto,
      now: session.header.at,
      keepFlagged: true,
      // Whatever it stood on where it was recorded, somebody had forced it in.
      keepPlaceholder: true,
    });
    const fault = refusal({
      ...imported.report,
      files: imported.report.files.filter(({ refused }) => refused === undefined || !JUDGED.has(refused.code)),
    });
    if (fault !== undefined) throw fault;
    store = asRecorded(imported.store, embedded);
  }
  return store;
}

async function readNamed(name: string, readFile: TrustFileReader | undefined): Promise<Uint8Array> {
  if (readFile === undefined) {
    throw new ChipidError("files.not-found", "The recording names trust data in a file beside it, which is not there.");
  }
  return readFile(name);
}

/** The store with its sources as they were where the session was recorded. */
function asRecorded(store: TrustStore, embedded: ReadonlyMap<string, EmbeddedTrust>): TrustStore {
  const sources = [...store.data.sources].map(([id, source]) => {
    const recorded = embedded.get(source.sha256);
    if (recorded === undefined) return [id, source] as const;
    const { status = "given", kind = "certificate", date } = recorded;
    return [id, { ...source, status, kind, date: kind === "certificate" ? source.date : date }] as const;
  });
  return new TrustStore({ ...store.data, sources: new Map(sources) });
}
