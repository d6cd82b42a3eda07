import { fromUtf8, toBase64, toHex, utf8 } from "../../bytes/bytes.js";
import { JsonObject } from "../../bytes/json-object.js";
import { ChipidError } from "../../errors/chipid-error.js";
import { ELEMENTARY_FILES, type ElementaryFileName } from "../../lds/files.js";

// Evidence, `chipid-evidence/1` (contract.md §6): what one inspection read of a chip, as one JSON object, so that somebody
// else can verify it again later. Files and responses are Base64, short values hex.

export const EVIDENCE_FORMAT = "chipid-evidence/1";

/** An answer of Active Authentication (ICAO 9303-11 §6.1). */
export interface ActiveEvidence {
  /** RND.IFD, 8 bytes. */
  readonly challenge: Uint8Array;
  readonly response: Uint8Array;
}

/**
 * What was recorded of Chip Authentication or PACE-CAM. Whoever recorded it could have made it up, so it is kept to be
 * looked into and never counted (contract.md §1 rule 5).
 */
export interface ProofTranscript {
  readonly protocol: "ca" | "cam";
  /** As the inspection that recorded it had it. */
  readonly outcome: string;
  /** Public values by name: oid, keys as sent. */
  readonly details: Readonly<Record<string, string>>;
}

export interface Evidence {
  /** Milliseconds since 1970. */
  readonly created: number;
  /** Name and version of what made it. */
  readonly tool: string;
  /** Elementary files as read, EF.CardAccess among them. */
  readonly files: ReadonlyMap<ElementaryFileName, Uint8Array>;
  readonly active?: ActiveEvidence;
  readonly transcripts: readonly ProofTranscript[];
}

export const MAX_EVIDENCE_BYTES = 64 * 1024 * 1024;
/** No chip holds a file of more; the longest fields of a DER length would. */
const MAX_FILE = 16 * 1024 * 1024;
const MAX_RESPONSE = 4096;
const MAX_TEXT = 4000;
const MAX_TRANSCRIPTS = 16;
const MAX_DETAILS = 64;
const CHALLENGE_LENGTH = 8;

const FILE_NAMES: ReadonlyMap<string, ElementaryFileName> = new Map(ELEMENTARY_FILES.map(({ name }) => [name, name]));
const UNDERSTOOD = new Set(["format", "created", "tool", "files", "active", "transcripts"]);

/** The bytes of an evidence file: UTF-8 JSON. It holds all that the chip gave, personal data too. */
export function createEvidence(evidence: Evidence): Uint8Array {
  const { created, tool, files, active, transcripts } = evidence;
  const json = {
    format: EVIDENCE_FORMAT,
    created: new Date(created).toISOString(),
    tool,
    files: Object.fromEntries([...files].map(([name, bytes]) => [name, toBase64(bytes)])),
    active:
      active === undefined ? undefined : { challenge: toHex(active.challenge), response: toBase64(active.response) },
    transcripts,
  };
  return utf8(`${JSON.stringify(json, undefined, 2)}\n`);
}

/**
 * Reads an evidence file. Fields that are unknown are passed over, unless the file calls them critical.
 * @throws ChipidError `evidence.format` for what is no evidence file or has a field of another shape, `evidence.version`,
 * `evidence.critical`, `evidence.limit`
 */
export function readEvidence(input: Uint8Array | string): Evidence {
  if (input.length > MAX_EVIDENCE_BYTES) {
    throw new ChipidError("evidence.limit", "The evidence file is larger than 64 MB.");
  }
  const json = JsonObject.parse(
    typeof input === "string" ? input : decode(input),
    "the evidence file",
    (what) => new ChipidError("evidence.format", `Evidence cannot be read: ${what}.`),
  );
  const format = json.text("format", 100);
  if (format !== EVIDENCE_FORMAT) {
    if (!format.startsWith("chipid-evidence/")) json.refuse("format", `is not ${EVIDENCE_FORMAT}`);
    throw new ChipidError("evidence.version", `The evidence file has another version than ${EVIDENCE_FORMAT}.`);
  }
  if (json.texts("critical", 100, 200).some((name) => !UNDERSTOOD.has(name))) {
    throw new ChipidError("evidence.critical", "The evidence file needs something that this version does not know.");
  }
  const active = json.optionalObject("active");
  return {
    created: json.instant("created"),
    tool: json.text("tool", 200),
    files: readFiles(json.object("files")),
    ...(active === undefined ? {} : { active: readActive(active) }),
    transcripts: json.objects("transcripts", MAX_TRANSCRIPTS).map(readTranscript),
  };
}

function readFiles(json: JsonObject): Map<ElementaryFileName, Uint8Array> {
  const files = new Map<ElementaryFileName, Uint8Array>();
  for (const given of json.names) {
    const name = FILE_NAMES.get(given);
    // A file that is passed over could be the one that tells against the document.
    if (name === undefined) throw new ChipidError("evidence.format", "Evidence holds a file of an unknown name.");
    files.set(name, json.base64(name, MAX_FILE));
  }
  return files;
}

function readActive(json: JsonObject): ActiveEvidence {
  const challenge = json.hex("challenge", CHALLENGE_LENGTH);
  if (challenge.length !== CHALLENGE_LENGTH) json.refuse("challenge", "has not 8 bytes");
  return { challenge, response: json.base64("response", MAX_RESPONSE) };
}

function readTranscript(json: JsonObject): ProofTranscript {
  const details = json.optionalObject("details");
  const names = details?.names ?? [];
  if (names.length > MAX_DETAILS) json.refuse("details", "has too many entries");
  return {
    protocol: json.word("protocol", ["ca", "cam"]),
    outcome: json.text("outcome", 200),
    details: Object.fromEntries(names.map((name) => [name, details?.text(name, MAX_TEXT) ?? ""])),
  };
}

function decode(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes);
  } catch (cause) {
    throw new ChipidError("evidence.format", "The evidence file is not UTF-8 text.", { cause });
  }
}
