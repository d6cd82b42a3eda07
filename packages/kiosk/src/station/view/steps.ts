import { STEP_IDS, type Step, type StepId } from "../../shared/index.js";
import type { Reading } from "../machine/state.js";

/** Which step of S4 a file belongs to. */
function stepOf(file: string): StepId {
  if (file === "EF.SOD" || file === "EF.COM") return "list";
  if (file === "DG2") return "portrait";
  if (file === "DG14" || file === "DG15" || file === "EF.CardSecurity") return "chip";
  return "text";
}

/**
 * The steps of S4. They are shown in one order; the chip proves itself before the texts are read and may do so again after
 * them, so that its step runs beside others until all is verified.
 */
export function stepsOf(reading: Reading): Step[] {
  const now = running(reading);
  return STEP_IDS.map((id) => {
    const files = reading.files.filter(({ file }) => stepOf(file) === id);
    const totals = files.map(({ total }) => total);
    const done = files.length === 0 ? null : sum(files.map((file) => file.done));
    const total = files.length === 0 || totals.includes(null) ? null : sum(totals.map((one) => one ?? 0));
    return { id, state: stateOf(id, now, reading), done, total };
  });
}

function running({ phase, files }: Reading): StepId | "verify" {
  if (phase === "connect") return "connect";
  if (phase === "access") return "unlock";
  if (phase === "chip") return "chip";
  if (phase === "verify") return "verify";
  return stepOf(files.at(-1)?.file ?? "EF.SOD");
}

function stateOf(id: StepId, now: StepId | "verify", { proving, files }: Reading): Step["state"] {
  if (now === "verify") return "done";
  if (id === now) return "running";
  if (id === "chip") return proving ? "running" : "waiting";
  if (id === "connect") return "done";
  if (id === "unlock") return now === "connect" ? "waiting" : "done";
  const own = files.filter(({ file }) => stepOf(file) === id);
  const whole = own.length > 0 && own.every(({ done, total }) => total !== null && done >= total);
  return whole ? "done" : "waiting";
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
