import { describeOid, type ImageIdentification, tagName, toHex } from "@chipid/sdk";
import { type DumpNode, type DumpOptions, hexValue, textValue } from "./model.js";

/** Members that are bookkeeping of the readers, not contents of the file. */
const HIDDEN = new Set(["raw", "trailingBytes", "quirks"]);
/** Members that hold image or template bytes: shown by their size alone unless everything was asked for. */
const BULKY = new Set(["image", "images", "data", "block", "picture"]);
const MAX_LIST = 2_000;

/** `identifyingFeatures` → `identifying features`; known abbreviations keep their case. */
function words(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replace(/\b(aid|oid|mrz|sfi|fid|iso|lds|ef)\b/g, (word) => word.toUpperCase());
}

function singular(label: string): string {
  return label.replace(/ies$/, "y").replace(/([^s])s$/, "$1");
}

function isDate(value: object): value is { year: unknown; month: unknown; day: unknown } {
  return "year" in value && "month" in value && "day" in value;
}

function isImage(value: object): value is { image: Uint8Array; identification: ImageIdentification } {
  return "image" in value && value.image instanceof Uint8Array && "identification" in value;
}

function imageText(identification: ImageIdentification, image: Uint8Array): string {
  const { mime, width, height } = identification;
  const size = width === undefined || height === undefined ? "" : `, ${width}×${height}`;
  const fault = identification.displayable ? "" : `, not displayable (${identification.why})`;
  return `${mime ?? "unknown format"}${size}, ${image.length} bytes${fault}`;
}

/** An image by what it is; its bytes only when everything was asked for. */
export function imageNode(
  label: string,
  image: Uint8Array,
  identification: ImageIdentification,
  options: DumpOptions,
): DumpNode {
  const value = imageText(identification, image);
  return options.full ? { label, value, children: [{ label: "bytes", value: toHex(image) }] } : { label, value };
}

function dateText(value: { year: unknown; month: unknown; day: unknown }): string | undefined {
  const part = (n: unknown, width: number): string => (typeof n === "number" ? String(n).padStart(width, "0") : "??");
  const parts = [value.year, value.month, value.day];
  if (parts.every((n) => typeof n !== "number")) return undefined;
  return `${part(value.year, 4)}-${part(value.month, 2)}-${part(value.day, 2)}`;
}

function valueNode(name: string, label: string, value: unknown, options: DumpOptions): DumpNode | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (value instanceof Uint8Array) {
    if (value.length === 0) return undefined;
    if (BULKY.has(name) && !options.full) return { label, value: `${value.length} bytes (shown with --full)` };
    return { label, value: hexValue(value, options) };
  }
  if (typeof value === "string")
    return { label, value: name === "oid" ? describeOid(value) : textValue(value, options) };
  if (name === "tag" && typeof value === "number") return { label, value: tagName(value) };
  if (typeof value === "number" || typeof value === "bigint") return { label, value: String(value) };
  if (typeof value === "boolean") return { label, value: value ? "yes" : "no" };
  if (Array.isArray(value)) return listNode(name, label, value, options);
  if (typeof value === "object") {
    if (isDate(value)) {
      const date = dateText(value);
      if (date !== undefined) return { label, value: date };
    }
    if (isImage(value)) return imageNode(label, value.image, value.identification, options);
    // A name has its text as printed, and the parts it falls into.
    if ("text" in value && typeof value.text === "string") return { label, value: textValue(value.text, options) };
    const children = objectNodes(value, options);
    return children.length === 0 ? undefined : { label, children };
  }
  return undefined;
}

function listNode(name: string, label: string, list: readonly unknown[], options: DumpOptions): DumpNode | undefined {
  if (list.length === 0) return undefined;
  if (list.every((item) => typeof item === "string" || typeof item === "number")) {
    return { label, value: textValue(list.join(", "), options) };
  }
  const shown = list.slice(0, MAX_LIST);
  const children = shown
    .map((item, i) =>
      valueNode(name, list.length === 1 ? singular(label) : `${singular(label)} ${i + 1}`, item, options),
    )
    .filter((node): node is DumpNode => node !== undefined);
  return children.length === 1 && list.length === 1 ? children[0] : { label, value: `${list.length}`, children };
}

/** What a reader made of a file, member by member: for files whose members need no words of their own. */
export function objectNodes(value: object, options: DumpOptions, hidden: readonly string[] = []): DumpNode[] {
  return Object.entries(value)
    .filter(([name]) => !HIDDEN.has(name) && !hidden.includes(name))
    .map(([name, member]) => valueNode(name, words(name), member, options))
    .filter((node): node is DumpNode => node !== undefined);
}
