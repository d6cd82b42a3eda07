import {
  type Field,
  type FieldId,
  OUTPUTS,
  type Output,
  SENSITIVE_FIELDS,
  type Settings,
  type Slip,
} from "../../shared/index.js";
import type { Moment } from "./events.js";
import type { Case, State } from "./state.js";

/** The slip that the procedure of the moment needs: its fields and no other. */
export function slipOf(state: State, known: Case, moment: Moment): Slip | undefined {
  const { settings } = state;
  const { found } = known;
  const procedure = settings.procedures.find(({ id }) => id === state.procedure);
  if (found === null || procedure === undefined) return undefined;
  return {
    procedure: procedure.name,
    legalBasis: LEGAL_BASIS[settings.legalBasis],
    generation: found.generation,
    verdict: found.verdict,
    fields: procedure.fields.map((id) => slipField(id, known)),
    reference: known.reference,
    at: moment.at,
    station: settings.station,
    officer: state.officer ?? "-",
    outputs: OUTPUTS.filter((output) => isAllowed(output, state)),
    done: [],
  };
}

/** A practice slip goes nowhere that somebody could take for real: paper has the watermark. */
function isAllowed(output: Output, { settings, training }: State): boolean {
  if (training && output !== "print") return false;
  return output === "handover" ? settings.outputs.handover !== null : settings.outputs[output];
}

function slipField(id: FieldId, { found, shown }: Case): Field {
  const absent: Field = { id, value: { kind: "absent" } };
  if (found === null) return absent;
  const onDemand = found.onDemand.find((field) => field.id === id);
  if (onDemand !== undefined) {
    const sensitive = (SENSITIVE_FIELDS as readonly string[]).includes(id);
    // A procedure may name a sensitive field; it still leaves the card only for a reason that was given.
    return sensitive && !shown.includes(onDemand.id)
      ? { id, value: { kind: "hidden" } }
      : { id, value: onDemand.value };
  }
  const field = found.fields.find((candidate) => candidate.id === id);
  return field === undefined ? absent : { id, value: field.value };
}

const LEGAL_BASIS: Readonly<Record<Settings["legalBasis"], Slip["legalBasis"]>> = {
  "state-agency": {
    vi: "Cơ quan nhà nước thực hiện nhiệm vụ được giao (Luật 91/2025/QH15, Điều 19)",
    en: "State agency in its assigned function (Law 91/2025/QH15, art. 19)",
  },
  consent: { vi: "Sự đồng ý của chủ thể dữ liệu", en: "Consent of the data subject" },
  agreement: { vi: "Thỏa thuận với chủ thể dữ liệu", en: "Agreement with the data subject" },
};
