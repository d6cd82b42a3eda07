/** The engine's WebAssembly, which Node's types leave to those of browsers. */
export interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  instantiate(module: object, imports: object): Promise<object>;
}

/** @throws CompileError for bytes that are no WebAssembly */
export function compile(bytes: Uint8Array): object {
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };
  return new WebAssembly.Module(bytes);
}
