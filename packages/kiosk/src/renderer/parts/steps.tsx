import type { Step } from "../../shared/index.js";
import { useStation } from "../state/station.js";
import { fill, type Words } from "../words/words.js";
import { CheckIcon } from "./icons.js";

/** The steps of a reading, with the bytes of those that read files. */
export function Steps({ steps }: { steps: readonly Step[] }) {
  const { words, language } = useStation();
  return (
    <ol class="steps" aria-label={words["reading.steps"]}>
      {steps.map((step) => (
        <li
          key={step.id}
          class={`step step-${step.state}`}
          {...(step.state === "running" ? { "aria-current": "step" } : {})}
        >
          <CheckIcon state={step.state} />
          <span class="step-name">{words[`step.${step.id}`]}</span>
          <span class="step-state">{words[`step.${step.state}`]}</span>
          <Progress step={step} words={words} language={language} />
        </li>
      ))}
    </ol>
  );
}

function Progress({ step, words, language }: { step: Step; words: Words; language: string }) {
  if (step.done === null || step.state === "waiting") return null;
  const number = new Intl.NumberFormat(language);
  const done = number.format(step.done);
  if (step.total === null) return <span class="step-bytes">{fill(words["step.bytes.open"], { done })}</span>;
  return (
    <>
      <progress max={Math.max(step.total, 1)} value={step.done} aria-label={words[`step.${step.id}`]} />
      <span class="step-bytes">{fill(words["step.bytes"], { done, total: number.format(step.total) })}</span>
    </>
  );
}

/** What is said aloud of a reading: the step under way, not its bytes. */
export function announceSteps(steps: readonly Step[], words: Words): string {
  const index = steps.findIndex((step) => step.state === "running");
  const step = steps[index];
  if (step === undefined) return "";
  return fill(words["step.announce"], { index: index + 1, count: steps.length, step: words[`step.${step.id}`] });
}
