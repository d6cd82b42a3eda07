import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

// Looks for what must be gone (T95): personal data in files and in heap snapshots, in every form in which a text may lie
// there. A search that finds nothing proves nothing by itself: each is made before the wipe too, and must then find.

/** The text in the encodings that a file or a heap may hold it in. */
export function formsOf(text: string): readonly Buffer[] {
  const forms = new Map<string, Buffer>();
  for (const form of [text.normalize("NFC"), text.normalize("NFD")]) {
    const escaped = form.replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
    // Hexadecimal digits in capitals, as V8 writes them.
    const capital = escaped.replace(/\\u[0-9a-f]{4}/g, (c) => `\\u${c.slice(2).toUpperCase()}`);
    const plain = [escaped, capital].map((text) => Buffer.from(text, "latin1"));
    for (const bytes of [Buffer.from(form, "utf8"), Buffer.from(form, "utf16le"), ...plain]) {
      forms.set(bytes.toString("hex"), bytes);
    }
  }
  return [...forms.values()];
}

/** Names of the needles that the bytes hold. */
export function foundIn(bytes: Buffer, needles: Readonly<Record<string, string>>): string[] {
  return Object.entries(needles).flatMap(([name, text]) =>
    formsOf(text).some((form) => bytes.includes(form)) ? [name] : [],
  );
}

/** `file: needle` for every file under the folder that holds one. */
export function foundUnder(folder: string, needles: Readonly<Record<string, string>>): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return foundUnder(path, needles);
    if (!entry.isFile()) return [];
    return foundIn(readFileSync(path), needles).map((name) => `${entry.name}: ${name}`);
  });
}
