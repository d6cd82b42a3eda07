import { namesAgree } from "../../mrz/name.js";
import { readVietnamTd1 } from "../../vietnam/td1.js";
import type { InspectionState } from "../state.js";

/** Whether DG1 and the other signed groups say the same (T81). Both are signed, so a difference is the issuer's. */
export function checkAgreement(state: InspectionState): void {
  const { findings } = state;
  const { dg11, dg13 } = state.data;
  const mrz = state.data.dg1?.mrz;
  if (mrz === undefined) return;
  if (dg13?.fullName !== undefined && namesAgree(mrz.name, dg13.fullName) === "different") {
    findings.add("data.name.mismatch");
  }
  const td1 = readVietnamTd1(mrz);
  const numbers = [td1?.personalNumber, dg13?.personalNumber];
  const differ = numbers.every((number) => number !== undefined) && numbers[0] !== numbers[1];
  if (differ || td1?.issues.includes("td1.document-number") === true) findings.add("data.number.mismatch");
  const birth = mrz.birth;
  for (const full of [dg13?.birth, dg11?.fullDateOfBirth]) {
    if (birth?.yearOfCentury === undefined || full?.year === undefined) continue;
    const same =
      full.year % 100 === birth.yearOfCentury &&
      (birth.month === undefined || full.month === undefined || birth.month === full.month) &&
      (birth.day === undefined || full.day === undefined || birth.day === full.day);
    if (!same && !findings.has("data.birth.mismatch")) findings.add("data.birth.mismatch");
  }
}
