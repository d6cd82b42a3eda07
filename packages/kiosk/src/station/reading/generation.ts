import type { DocumentResult } from "@chipid/sdk";
import type { PublicDg13 } from "@chipid/sdk/vietnam";
import type { Generation } from "../../shared/index.js";

/** The Law on Identification came into force: cards issued from this day are the new "Căn cước". */
const NEW_CARD = "2024-07-01";

/**
 * Which labels a document has. The card does not say its generation; its signed date of issue does. A citizen card whose
 * DG13 is of a format not known here can only be a newer one.
 */
export function generationOf(
  document: Pick<DocumentResult, "type" | "issuer"> | null,
  national: PublicDg13 | null,
  codes: readonly string[],
): Generation {
  const citizen = document !== null && document.type === "TD1" && document.issuer === "VNM";
  if (!citizen) return "icao";
  const issued = national?.issued;
  if (issued !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(issued)) return issued >= NEW_CARD ? "vn-2024" : "vn-2021";
  return national === null && codes.includes("data.dg13.format-unknown") ? "vn-2024" : "vn-2021";
}
