import type { ChipidError } from "../errors/chipid-error.js";
import { isChipidError } from "../errors/chipid-error.js";
import { fromBase64, fromHex } from "./bytes.js";

/** Makes the error of whoever reads; `what` says which part is wrong, never what it holds. */
export type JsonFault = (what: string) => ChipidError;

type Plain = Readonly<Record<string, unknown>>;

/**
 * A JSON object whose fields are taken out one at a time, each with its shape and its limit. An absent field and null are
 * the same. What has another shape is refused by the error that `fault` makes.
 */
export class JsonObject {
  private constructor(
    private readonly value: Plain,
    private readonly where: string,
    readonly fault: JsonFault,
  ) {}

  /** `where` names the object in messages: `the header`. */
  static parse(text: string, where: string, fault: JsonFault): JsonObject {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw fault(`${where} is not JSON`);
    }
    return JsonObject.of(value, where, fault);
  }

  static of(value: unknown, where: string, fault: JsonFault): JsonObject {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw fault(`${where} is not an object`);
    return new JsonObject(value as Plain, where, fault);
  }

  has(name: string): boolean {
    return this.raw(name) !== undefined;
  }

  get names(): readonly string[] {
    return Object.keys(this.value);
  }

  raw(name: string): unknown {
    return Object.hasOwn(this.value, name) ? (this.value[name] ?? undefined) : undefined;
  }

  refuse(name: string, why: string): never {
    throw this.fault(`${name} of ${this.where} ${why}`);
  }

  optionalText(name: string, maxLength: number): string | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (typeof value !== "string") this.refuse(name, "is not text");
    if (value.length > maxLength) this.refuse(name, "is too long");
    return value;
  }

  text(name: string, maxLength: number): string {
    return this.optionalText(name, maxLength) ?? this.refuse(name, "is missing");
  }

  optionalWord<T extends string>(name: string, words: readonly T[]): T | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    return words.find((word) => word === value) ?? this.refuse(name, `is none of ${words.join(", ")}`);
  }

  word<T extends string>(name: string, words: readonly T[]): T {
    return this.optionalWord(name, words) ?? this.refuse(name, "is missing");
  }

  optionalFlag(name: string): boolean | undefined {
    const value = this.raw(name);
    if (value === undefined || typeof value === "boolean") return value;
    return this.refuse(name, "is neither true nor false");
  }

  /** A finite number from `min` to `max`, both included. */
  optionalNumber(name: string, min: number, max: number): number | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (typeof value !== "number" || !(value >= min && value <= max)) this.refuse(name, "is not a number in its range");
    return value;
  }

  optionalInteger(name: string, min: number, max: number): number | undefined {
    const value = this.optionalNumber(name, min, max);
    if (value !== undefined && !Number.isInteger(value)) this.refuse(name, "is not a whole number");
    return value;
  }

  integer(name: string, min: number, max: number): number {
    return this.optionalInteger(name, min, max) ?? this.refuse(name, "is missing");
  }

  /** Bytes in hex, at most `max` of them. */
  optionalHex(name: string, max: number): Uint8Array | undefined {
    return this.bytes(name, this.optionalText(name, 2 * max), max, fromHex, "is not hexadecimal");
  }

  hex(name: string, max: number): Uint8Array {
    return this.optionalHex(name, max) ?? this.refuse(name, "is missing");
  }

  /** Bytes in Base64, at most `max` of them. */
  optionalBase64(name: string, max: number): Uint8Array | undefined {
    return this.bytes(name, this.optionalText(name, Math.ceil(max / 3) * 4), max, fromBase64, "is not Base64");
  }

  base64(name: string, max: number): Uint8Array {
    return this.optionalBase64(name, max) ?? this.refuse(name, "is missing");
  }

  optionalObject(name: string): JsonObject | undefined {
    const value = this.raw(name);
    return value === undefined ? undefined : JsonObject.of(value, `${name} of ${this.where}`, this.fault);
  }

  object(name: string): JsonObject {
    return this.optionalObject(name) ?? this.refuse(name, "is missing");
  }

  /** Empty when absent. */
  list(name: string, maxCount: number): readonly unknown[] {
    const value = this.raw(name) ?? [];
    if (!Array.isArray(value)) this.refuse(name, "is not a list");
    if (value.length > maxCount) this.refuse(name, "has too many entries");
    return value;
  }

  objects(name: string, maxCount: number): readonly JsonObject[] {
    return this.list(name, maxCount).map((value, i) => JsonObject.of(value, `entry ${i + 1} of ${name}`, this.fault));
  }

  texts(name: string, maxCount: number, maxLength: number): readonly string[] {
    return this.list(name, maxCount).map((value) => {
      if (typeof value !== "string" || value.length > maxLength)
        this.refuse(name, "has an entry that is no short text");
      return value;
    });
  }

  /** An instant in RFC 3339, as milliseconds since 1970. */
  instant(name: string): number {
    const text = this.text(name, 40);
    const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/.test(text)
      ? Date.parse(text)
      : Number.NaN;
    return Number.isFinite(ms) ? ms : this.refuse(name, "is not a time");
  }

  private bytes(
    name: string,
    text: string | undefined,
    max: number,
    decode: (text: string) => Uint8Array,
    why: string,
  ): Uint8Array | undefined {
    if (text === undefined) return undefined;
    let bytes: Uint8Array;
    try {
      bytes = decode(text);
    } catch (error) {
      if (!isChipidError(error)) throw error;
      return this.refuse(name, why);
    }
    return bytes.length > max ? this.refuse(name, "is too long") : bytes;
  }
}
