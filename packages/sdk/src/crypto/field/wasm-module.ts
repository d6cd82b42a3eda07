// The few constructs of the WebAssembly binary format (core specification 1.0, §5) that field arithmetic needs.

const I32 = 0x7f;
const I64 = 0x7e;

const OP = {
  end: 0x0b,
  localGet: 0x20,
  localSet: 0x21,
  i64Load32U: 0x35,
  i64Store32: 0x3e,
  i32Const: 0x41,
  i64Const: 0x42,
  i64Eqz: 0x50,
  i32Add: 0x6a,
  i32Mul: 0x6c,
  i32Or: 0x72,
  i64Add: 0x7c,
  i64Sub: 0x7d,
  i64Mul: 0x7e,
  i64And: 0x83,
  i64Or: 0x84,
  i64Xor: 0x85,
  i64ShrS: 0x87,
  i64ShrU: 0x88,
} as const;

/** Operations without an operand of their own, by name. */
export type PlainOperation =
  | "i32Add"
  | "i32Mul"
  | "i32Or"
  | "i64Eqz"
  | "i64Add"
  | "i64Sub"
  | "i64Mul"
  | "i64And"
  | "i64Or"
  | "i64Xor"
  | "i64ShrS"
  | "i64ShrU";

/** A function under construction: `parameters` numbers of 32 bits come in, locals are of 64 bits. */
export class WasmFunction {
  private readonly code = new Bytes();
  private locals = 0;

  /** @param returns whether it leaves a number of 32 bits on the stack */
  constructor(
    readonly name: string,
    readonly parameters: number,
    readonly returns: boolean,
  ) {}

  newLocal(): number {
    return this.parameters + this.locals++;
  }

  newLocals(count: number): number[] {
    return Array.from({ length: count }, () => this.newLocal());
  }

  get(local: number): this {
    this.code.add(OP.localGet).unsigned(local);
    return this;
  }

  set(local: number): this {
    this.code.add(OP.localSet).unsigned(local);
    return this;
  }

  do(operation: PlainOperation): this {
    this.code.add(OP[operation]);
    return this;
  }

  number32(value: number): this {
    this.code.add(OP.i32Const).signed(value);
    return this;
  }

  /** @param value of 32 bits with its sign: nothing here needs a longer one */
  number64(value: number): this {
    this.code.add(OP.i64Const).signed(value);
    return this;
  }

  /** Replaces the address on the stack by the 32 bits at `offset` bytes from there. */
  load32(offset: number): this {
    this.code.add(OP.i64Load32U).add(ALIGNED_4).unsigned(offset);
    return this;
  }

  /** Takes an address and a number of 64 bits from the stack and stores the lower half. */
  store32(offset: number): this {
    this.code.add(OP.i64Store32).add(ALIGNED_4).unsigned(offset);
    return this;
  }

  writeType(bytes: Bytes): void {
    bytes.add(0x60).unsigned(this.parameters);
    for (let i = 0; i < this.parameters; i++) bytes.add(I32);
    bytes.unsigned(this.returns ? 1 : 0);
    if (this.returns) bytes.add(I32);
  }

  writeBody(bytes: Bytes): void {
    const head = new Bytes();
    head.unsigned(1).unsigned(this.locals).add(I64);
    bytes
      .unsigned(head.length + this.code.length + 1)
      .append(head)
      .append(this.code)
      .add(OP.end);
  }
}

/** log2 of the alignment in bytes. */
const ALIGNED_4 = 2;

/** The magic number and version 1. */
const HEADER = { buffer: Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00), length: 8 };

/** A module that exports the functions by name, and as `memory` one that starts with 64 KiB. */
export function wasmModule(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const module = new Bytes().append(HEADER);
  const section = (id: number, items: number, write: (content: Bytes) => void): void => {
    const content = new Bytes().unsigned(items);
    write(content);
    module.add(id).unsigned(content.length).append(content);
  };
  section(1, functions.length, (content) => {
    for (const each of functions) each.writeType(content);
  });
  section(3, functions.length, (content) => {
    for (const index of functions.keys()) content.unsigned(index);
  });
  section(5, 1, (content) => void content.add(0x00).add(0x01));
  section(7, functions.length + 1, (content) => {
    for (const [index, { name }] of functions.entries()) content.ascii(name).add(0x00).unsigned(index);
    content.ascii("memory").add(0x02).add(0x00);
  });
  section(10, functions.length, (content) => {
    for (const each of functions) each.writeBody(content);
  });
  return module.take();
}

/** Bytes that are being written, with the format's numbers (LEB128). */
class Bytes {
  buffer = new Uint8Array(1_024);
  length = 0;

  add(byte: number): this {
    if (this.length === this.buffer.length) this.grow(1);
    this.buffer[this.length++] = byte;
    return this;
  }

  /** A number of 32 bits. */
  unsigned(value: number): this {
    let rest = value;
    while (rest >= 0x80) {
      this.add((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    return this.add(rest);
  }

  /** A number of 32 bits with its sign. */
  signed(value: number): this {
    let rest = value;
    while (rest < -0x40 || rest >= 0x40) {
      this.add((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    return this.add(rest & 0x7f);
  }

  ascii(text: string): this {
    this.unsigned(text.length);
    for (let i = 0; i < text.length; i++) this.add(text.charCodeAt(i));
    return this;
  }

  append({ buffer, length }: { readonly buffer: Uint8Array; readonly length: number }): this {
    if (this.length + length > this.buffer.length) this.grow(length);
    this.buffer.set(buffer.subarray(0, length), this.length);
    this.length += length;
    return this;
  }

  take(): Uint8Array<ArrayBuffer> {
    return this.buffer.slice(0, this.length);
  }

  private grow(count: number): void {
    const larger = new Uint8Array(2 * (this.length + count));
    larger.set(this.buffer.subarray(0, this.length));
    this.buffer = larger;
  }
}
