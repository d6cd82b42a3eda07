import { getHeapSnapshot } from "node:v8";

/** What the engine makes for itself of a program that runs: compiled code with its data, and the lists that belong to it. */
const ENGINE = new Set(["code", "hidden"]);

/**
 * Bytes of the heap that are JavaScript's own: objects, arrays, strings, closures, numbers, what native code holds for them.
 * By a heap snapshot, since no statistic counts all that belongs to compiled code (relocation, deoptimisation data).
 */
export async function objectBytes(): Promise<number> {
  const parts: Buffer[] = [];
  for await (const part of getHeapSnapshot()) parts.push(part as Buffer);
  const { snapshot, nodes } = JSON.parse(Buffer.concat(parts).toString("utf8")) as Snapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [names = []] = types;
  const type = fields.indexOf("type");
  const size = fields.indexOf("self_size");
  let bytes = 0;
  for (let at = 0; at < nodes.length; at += fields.length) {
    if (!ENGINE.has(names[nodes[at + type] ?? 0] ?? "")) bytes += nodes[at + size] ?? 0;
  }
  return bytes;
}

interface Snapshot {
  readonly snapshot: { readonly meta: { readonly node_fields: string[]; readonly node_types: string[][] } };
  readonly nodes: number[];
}
