import { DG13_FIELDS, type VietnamDg13 } from "./dg13-types.js";

/** DG13 for results and JSON: the fields by name, dates as ISO 8601. */
export interface PublicDg13 {
  readonly personalNumber?: string;
  readonly fullName?: string;
  readonly birth?: string;
  readonly sex?: "M" | "F";
  readonly nationality?: string;
  readonly placeOfOrigin?: string;
  readonly placeOfResidence?: string;
  readonly identifyingFeatures?: string;
  readonly issued?: string;
  /** null: the card has no expiry. */
  readonly expires?: string | null;
  readonly father?: string;
  readonly mother?: string;
  readonly parents?: readonly string[];
  readonly spouse?: string;
  readonly oldNumber?: string;
  readonly unknown16?: string;
  /** Numbers of fields that are not known; with `personal` their bytes are in `raw`. */
  readonly unknownFields?: readonly number[];
  /** Only with `personal`. */
  readonly ethnicity?: string;
  readonly religion?: string;
  /** Every field as received, only with `personal`. */
  readonly raw?: readonly { readonly number: number | undefined; readonly bytes: Uint8Array }[];
  /** Issue codes, each once. */
  readonly issues: readonly string[];
}

/**
 * What a result shows of DG13. Ethnicity and religion are sensitive personal data, and raw fields could hold them, so
 * both come only when `personal` is asked for. A date that is not one shows its text; absent fields are left out.
 */
export function publicDg13(dg13: VietnamDg13, options: { readonly personal?: boolean } = {}): PublicDg13 {
  const known: ReadonlySet<number> = new Set(Object.values(DG13_FIELDS));
  const unknown = dg13.fields.flatMap(({ number }) => (number === undefined || known.has(number) ? [] : [number]));
  const { expires } = dg13;
  const shown = {
    personalNumber: dg13.personalNumber,
    fullName: dg13.fullName,
    birth: dg13.birth?.iso ?? dg13.birth?.text,
    sex: dg13.sex,
    nationality: dg13.nationality,
    placeOfOrigin: dg13.placeOfOrigin,
    placeOfResidence: dg13.placeOfResidence,
    identifyingFeatures: dg13.identifyingFeatures,
    issued: dg13.issued?.iso ?? dg13.issued?.text,
    expires: expires?.noExpiry === true ? null : (expires?.iso ?? expires?.text),
    father: dg13.father,
    mother: dg13.mother,
    parents:
      dg13.father === undefined && dg13.mother === undefined && dg13.parents.length > 0 ? dg13.parents : undefined,
    spouse: dg13.spouse,
    oldNumber: dg13.oldNumber,
    unknown16: dg13.unknown16,
    unknownFields: unknown.length > 0 ? unknown : undefined,
  };
  const personal =
    options.personal === true
      ? {
          ethnicity: dg13.ethnicity,
          religion: dg13.religion,
          raw: dg13.fields.map(({ number, raw }) => ({ number, bytes: raw })),
        }
      : {};
  return { ...defined({ ...shown, ...personal }), issues: [...new Set(dg13.issues.map((issue) => issue.code))] };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as Defined<T>;
}
