/** Folder of this package. */
export const kiosk: string;
/** Where the program is built to, unless told otherwise. */
export const program: string;
export function buildProgram(options?: {
  readonly output?: string;
  readonly page?: string;
  readonly station?: string;
  readonly server?: string | null;
}): Promise<string>;
