import { Asn1Context, Asn1Node, readAsn1 } from "../asn1/node.js";
import { oid, smallInteger, TAG, text } from "../asn1/values.js";
import { fromLatin1, fromUtf8 } from "../bytes/bytes.js";
import { textHazards } from "../bytes/text-hazards.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import { readDate, readExpiry } from "./dates.js";
import {
  DG13_FIELDS,
  DG13_OID,
  type Dg13Date,
  type Dg13Field,
  type Dg13Issue,
  type Dg13IssueCode,
  type Dg13Result,
  type VietnamDg13,
} from "./dg13-types.js";

const DG13_TAG = 0x6d;
/** Real ones have a few hundred bytes. */
const MAX_BYTES = 65_535;
const MAX_FIELDS = 128;
const MAX_TEXTS = 32;

const KNOWN: ReadonlySet<number> = new Set(Object.values(DG13_FIELDS));
const SEX: ReadonlyMap<string, "M" | "F"> = new Map([
  ["nam", "M"],
  ["nữ", "F"],
]);

/**
 * Reads DG13 of Vietnam's identity card: 6D { SEQUENCE { version, OID, SET OF SEQUENCE { INTEGER n, value } } }.
 * Never throws for what the bytes hold: DG13 of another shape is `ok: false`, and a field that cannot be read stays
 * raw in `fields` with an issue, while the others are read.
 */
export function readDg13(bytes: Uint8Array): Dg13Result {
  if (bytes.length > MAX_BYTES) return refused(bytes, "too-large", "DG13 is over 65535 bytes.");
  if (bytes[0] !== DG13_TAG) return refused(bytes, "not-dg13", "The file does not begin with tag 6D.");
  try {
    return new Reading(bytes).result();
  } catch (error) {
    if (!isChipidError(error)) throw error;
    return refused(bytes, "unreadable", "DG13 is not well-formed TLV.");
  }
}

function refused(raw: Uint8Array, why: (Dg13Result & { ok: false })["why"], message: string): Dg13Result {
  return { ok: false, why, message, raw };
}

class Reading {
  private readonly bytes: Uint8Array;
  private readonly context = new Asn1Context({ mode: "ber", maxDepth: 16, maxNodes: 4096 });
  private readonly issues: Dg13Issue[] = [];
  private readonly fields: Dg13Field[] = [];
  private readonly byNumber = new Map<number, Dg13Field>();
  private unreadable: Uint8Array | undefined;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  result(): Dg13Result {
    const outer = readAsn1(this.bytes, { trailing: true, context: this.context });
    if (outer.end !== this.bytes.length) this.issue("dg13.trailing-bytes", undefined, "Bytes follow DG13.");
    const [body] = outer.children;
    if (body === undefined || body.tag !== TAG.sequence || outer.children.length !== 1) {
      return refused(this.bytes, "unknown-format", "DG13 is not one SEQUENCE.");
    }
    const [version, identifier, set] = body.children;
    if (
      version?.tag !== TAG.integer ||
      identifier?.tag !== TAG.oid ||
      set === undefined ||
      body.children.length !== 3
    ) {
      return refused(this.bytes, "unknown-format", "DG13 is not a version, an identifier and a set of fields.");
    }
    if (oid(identifier) !== DG13_OID)
      return refused(this.bytes, "unknown-format", "DG13 has another format identifier.");
    if (set.tag !== TAG.set) {
      if (set.tag !== TAG.sequence) return refused(this.bytes, "unknown-format", "DG13 has no set of fields.");
      this.issue("dg13.set-shape", undefined, "The fields are in a SEQUENCE, not a SET.");
    }
    const versionNumber = smallInteger(version);
    if (versionNumber !== 1) this.issue("dg13.version", undefined, "The version is not 1.");
    this.readFields(set);
    return { ok: true, dg13: this.collect(versionNumber) };
  }

  private issue(
    code: Dg13IssueCode,
    field: number | undefined,
    message: string,
    severity: Dg13Issue["severity"] = "warning",
  ): void {
    this.issues.push({ code, field, message, severity });
  }

  /** Parts the set element by element, so that a broken one costs the rest of the set and no more. */
  private readFields(set: Asn1Node): void {
    for (let at = set.contentStart; at < set.contentEnd; ) {
      if (this.fields.length >= MAX_FIELDS) {
        this.unreadable = this.bytes.subarray(at, set.contentEnd);
        this.issue("dg13.too-many-fields", undefined, `More than ${MAX_FIELDS} fields.`);
        return;
      }
      let node: Asn1Node;
      try {
        node = new Asn1Node(this.bytes, at, set.contentEnd, set.depth + 1, this.context);
      } catch (error) {
        if (!isChipidError(error)) throw error;
        this.unreadable = this.bytes.subarray(at, set.contentEnd);
        this.issue("dg13.rest-unreadable", undefined, "The rest of the fields is not well-formed TLV.");
        return;
      }
      at = node.end;
      this.add(this.readField(node));
    }
  }

  private readField(node: Asn1Node): Dg13Field {
    let number: number | undefined;
    try {
      const values = node.expect(TAG.sequence).children.slice(1);
      number = smallInteger(node.child(0));
      const texts = values.slice(0, MAX_TEXTS).flatMap((value) => this.texts(value, number));
      if (values.length > MAX_TEXTS) this.issue("dg13.field-shape", number, "A field has too many values.");
      return { number, raw: node.raw, texts };
    } catch (error) {
      if (!isChipidError(error)) throw error;
      this.issue("dg13.field-unreadable", number, "A field is not a number and values; it is kept raw.");
      return { number, raw: node.raw, texts: [] };
    }
  }

  /** Texts of one value: a string is one, a SEQUENCE gives those inside it, an empty one a blank. */
  private texts(node: Asn1Node, field: number | undefined): (string | undefined)[] {
    if (!node.constructed) return [this.text(node, field)];
    if (node.tag !== TAG.sequence && node.tag !== TAG.set) {
      return [this.decode(node.stringValue(node.tag & ~0x20), field)];
    }
    const inside = node.children.slice(0, MAX_TEXTS).map((child) => this.text(child, field));
    return inside.length === 0 ? [undefined] : inside;
  }

  private text(node: Asn1Node, field: number | undefined): string | undefined {
    if (node.constructed) throw new ChipidError("asn1.tag", "Expected an ASN.1 string.", { offset: node.start });
    switch (node.tag) {
      case TAG.utf8:
      case TAG.printable:
      case TAG.ia5:
      case TAG.numeric:
      case TAG.visible:
      case TAG.teletex:
        return this.decode(node.content, field);
      case TAG.null:
        return undefined;
      default:
        return this.checked(text(node), field);
    }
  }

  /** All byte strings are tried as UTF-8: cards have been seen with another string type than their letters need. */
  private decode(bytes: Uint8Array, field: number | undefined): string | undefined {
    try {
      return this.checked(fromUtf8(bytes), field);
    } catch (error) {
      if (!isChipidError(error, "bytes.utf8")) throw error;
      this.issue("dg13.text-encoding", field, "A text is not UTF-8; it was read byte by byte.");
      return this.checked(fromLatin1(bytes), field);
    }
  }

  private checked(value: string, field: number | undefined): string | undefined {
    const hazards = textHazards(value);
    if (hazards.length > 0) {
      this.issues.push({
        code: "dg13.text-hazard",
        field,
        message: "A text has characters that can deceive the reader.",
        severity: "warning",
        hazards,
      });
    }
    return value.trim() === "" ? undefined : value;
  }

  private add(field: Dg13Field): void {
    this.fields.push(field);
    const { number } = field;
    if (number === undefined) return;
    if (!KNOWN.has(number))
      this.issue("dg13.field-unknown", number, "A field number is not known; it is kept raw.", "note");
    if (this.byNumber.has(number)) {
      this.issue("dg13.field-repeated", number, "A field is there more than once; the first one counts.");
    } else {
      this.byNumber.set(number, field);
    }
  }

  /** The one text of a field; more are an issue. */
  private one(number: number): string | undefined {
    const texts = this.byNumber.get(number)?.texts ?? [];
    if (texts.length > 1)
      this.issue("dg13.field-shape", number, "A field has more than one value; the first one counts.");
    return texts[0];
  }

  private date(number: number): Dg13Date | undefined {
    const value = this.one(number);
    if (value === undefined) return undefined;
    const date = readDate(value);
    if (date.iso === undefined) this.issue("dg13.date", number, "A date is not of the form dd/MM/yyyy.");
    return date;
  }

  private digits(number: number, length: number): string | undefined {
    const value = this.one(number);
    if (value !== undefined && !(value.length === length && /^\d+$/.test(value))) {
      this.issue("dg13.number", number, `A number is not ${length} digits.`);
    }
    return value;
  }

  private collect(version: number): VietnamDg13 {
    const sexText = this.one(DG13_FIELDS.sex);
    const sex = sexText === undefined ? undefined : SEX.get(sexText.normalize("NFC").trim().toLowerCase());
    if (sexText !== undefined && sex === undefined) {
      this.issue("dg13.sex", DG13_FIELDS.sex, "The sex is neither Nam nor Nữ.");
    }
    const expiry = this.one(DG13_FIELDS.expires);
    const expires = expiry === undefined ? undefined : readExpiry(expiry);
    if (expires !== undefined && expires.iso === undefined && !expires.noExpiry) {
      this.issue("dg13.date", DG13_FIELDS.expires, "The expiry is neither a date nor the words for none.");
    }
    const parents = this.byNumber.get(DG13_FIELDS.parents)?.texts ?? [];
    if (parents.length !== 0 && parents.length !== 2) {
      this.issue(
        "dg13.parents-count",
        DG13_FIELDS.parents,
        "There are not two parents; none is called father or mother.",
      );
    }
    const [father, mother] = parents.length === 2 ? parents : [];
    const spouses = this.byNumber.get(DG13_FIELDS.spouse)?.texts ?? [];
    if (spouses.length > 1) this.issue("dg13.spouse-count", DG13_FIELDS.spouse, "There is more than one spouse.");
    const dg13 = {
      version,
      personalNumber: this.digits(DG13_FIELDS.personalNumber, 12),
      fullName: this.one(DG13_FIELDS.fullName),
      birth: this.date(DG13_FIELDS.birth),
      sex,
      sexText,
      nationality: this.one(DG13_FIELDS.nationality),
      ethnicity: this.one(DG13_FIELDS.ethnicity),
      religion: this.one(DG13_FIELDS.religion),
      placeOfOrigin: this.one(DG13_FIELDS.placeOfOrigin),
      placeOfResidence: this.one(DG13_FIELDS.placeOfResidence),
      identifyingFeatures: this.one(DG13_FIELDS.identifyingFeatures),
      issued: this.date(DG13_FIELDS.issued),
      expires,
      father,
      mother,
      parents: parents.filter((name) => name !== undefined),
      spouse: spouses[0],
      oldNumber: this.digits(DG13_FIELDS.oldNumber, 9),
      unknown16: this.one(DG13_FIELDS.unknown16),
      fields: this.fields,
      unreadable: this.unreadable,
    };
    const quirks = [...this.context.quirks];
    if (quirks.length > 0) this.issue("dg13.encoding", undefined, "The encoding is BER, not DER.", "note");
    return { ...dg13, quirks, issues: this.issues };
  }
}
