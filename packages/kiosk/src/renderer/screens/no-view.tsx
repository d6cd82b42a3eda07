import type { End } from "../../shared/index.js";
import { PersonIcon, WarningIcon } from "../parts/icons.js";
import { WORDS } from "../words/words.js";

// Before the station has said anything, and when what it said cannot be shown: no language is known, so both are there.

export function StartingScreen() {
  return (
    <main class="screen screen-starting" aria-labelledby="screen-heading">
      <div class="centre">
        <span class="big-icon">
          <PersonIcon />
        </span>
        <h1 id="screen-heading">{WORDS.vi["app.name"]}</h1>
        <p class="lead" role="status">
          {WORDS.vi["app.starting"]} <span lang="en">{WORDS.en["app.starting"]}</span>
        </p>
      </div>
    </main>
  );
}

export function FaultScreen() {
  return (
    <main class="screen screen-fault" aria-labelledby="screen-heading">
      <div class="centre" role="alert">
        <span class="big-icon">
          <WarningIcon />
        </span>
        <h1 id="screen-heading">{WORDS.vi["app.fault.title"]}</h1>
        <p class="lead">{WORDS.vi["app.fault.text"]}</p>
        <p lang="en">
          <strong>{WORDS.en["app.fault.title"]}.</strong> {WORDS.en["app.fault.text"]}
        </p>
      </div>
    </main>
  );
}

/** A page in a browser that the station speaks to no more. */
export function EndScreen({ end }: { end: End }) {
  return (
    <main class="screen screen-end" aria-labelledby="screen-heading">
      <div class="centre" role="alert">
        <span class="big-icon">
          <WarningIcon />
        </span>
        <h1 id="screen-heading">{WORDS.vi[`app.end.${end}.title`]}</h1>
        <p class="lead">{WORDS.vi[`app.end.${end}.text`]}</p>
        <p lang="en">
          <strong>{WORDS.en[`app.end.${end}.title`]}.</strong> {WORDS.en[`app.end.${end}.text`]}
        </p>
      </div>
    </main>
  );
}
