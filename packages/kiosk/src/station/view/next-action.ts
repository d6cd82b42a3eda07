import type { ResultAction, Text } from "../../shared/index.js";
import type { CardOutcome } from "../machine/outcome.js";
import type { Case } from "../machine/state.js";

const REFER: Text = {
  vi: "Báo người phụ trách và đọc mã tham chiếu.",
  en: "Call the supervisor with the reference.",
};
const REFER_QUIETLY: Text = {
  vi: "Dừng, không quy kết, báo người phụ trách và đọc mã tham chiếu.",
  en: "Stop, do not accuse, call the supervisor with the reference.",
};
const SLIP: Text = {
  vi: "Lập phiếu nếu thủ tục cần, rồi kết thúc.",
  en: "Make the slip if the procedure needs one, then finish.",
};
const FINISH: Text = { vi: "Kết thúc lượt này.", en: "Finish with this citizen." };
const FEATURES: Text = {
  vi: "Xem đặc điểm bảo an của thẻ, tiếp tục theo quy định.",
  en: "Look at the card's physical features, go on by local policy.",
};

/** The line beside the verdict: what is to be done next, not what has been done already. */
export function nextAction(
  { verdict, action }: CardOutcome,
  face: Case["face"],
  actions: readonly ResultAction[],
): Text {
  if (face === null) return action;
  if (face === "not-same") return REFER_QUIETLY;
  if (face === "unsure") return REFER;
  if (verdict === "genuine-copyable") return FEATURES;
  return actions.includes("slip") ? SLIP : FINISH;
}
