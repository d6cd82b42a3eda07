import type { Screen } from "../../shared/index.js";
import { AdminScreen } from "./admin.js";
import { DetailsScreen } from "./details.js";
import { FaceScreen } from "./face.js";
import { KeyNeededScreen } from "./key-needed.js";
import { LockedScreen } from "./locked.js";
import { ManualScreen } from "./manual.js";
import { MovedScreen } from "./moved.js";
import { NoReaderScreen } from "./no-reader.js";
import { PublicScreen } from "./public.js";
import { ReadingScreen } from "./reading.js";
import { ReadyScreen } from "./ready.js";
import { ReferScreen } from "./refer.js";
import { ResultScreen } from "./result.js";
import { SelfCheckScreen } from "./self-check.js";
import { SlipScreen } from "./slip.js";
import { TrainingScreen } from "./training.js";
import { WrongKeyScreen } from "./wrong-key.js";

export function AnyScreen({ screen }: { screen: Screen }) {
  switch (screen.name) {
    case "self-check":
      return <SelfCheckScreen screen={screen} />;
    case "ready":
      return <ReadyScreen screen={screen} />;
    case "no-reader":
      return <NoReaderScreen screen={screen} />;
    case "key-needed":
      return <KeyNeededScreen screen={screen} />;
    case "reading":
      return <ReadingScreen screen={screen} />;
    case "moved":
      return <MovedScreen screen={screen} />;
    case "wrong-key":
      return <WrongKeyScreen screen={screen} />;
    case "result":
      return <ResultScreen screen={screen} />;
    case "details":
      return <DetailsScreen screen={screen} />;
    case "face":
      return <FaceScreen screen={screen} />;
    case "refer":
      return <ReferScreen screen={screen} />;
    case "slip":
      return <SlipScreen screen={screen} />;
    case "locked":
      return <LockedScreen screen={screen} />;
    case "manual":
      return <ManualScreen screen={screen} />;
    case "admin":
      return <AdminScreen screen={screen} />;
    case "training":
      return <TrainingScreen screen={screen} />;
    case "public":
      return <PublicScreen screen={screen} />;
  }
}

/** Tells one screen from the next: another one of the same kind, too. */
export function screenKey(screen: Screen): string {
  switch (screen.name) {
    case "result":
    case "details":
    case "face":
      return `${screen.name} ${screen.result.reference}`;
    case "refer":
      return `refer ${screen.reference}`;
    case "public":
      return `public ${screen.word}`;
    case "locked":
      return `locked ${screen.signIn}`;
    default:
      return screen.name;
  }
}
