import { useId, useRef } from "preact/hooks";
import type { Admin } from "../../shared/index.js";
import { periodText } from "../format/dates.js";
import { CountsChart } from "../parts/counts-chart.js";
import { Facts } from "../parts/facts.js";
import { CheckIcon, WarningIcon } from "../parts/icons.js";
import { useStation } from "../state/station.js";
import { fill } from "../words/words.js";

/** The log: its state, its export, and how many inspections came to which verdict. */
export function LogTab({ log }: { log: Admin["log"] }) {
  const { words, language, send } = useStation();
  const month = useRef<HTMLSelectElement>(null);
  const id = useId();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const value = month.current?.value ?? "";
    if (value !== "") void send({ type: "log-export", month: value });
  };
  return (
    <>
      <section class="panel">
        <h2>{words["admin.log.state"]}</h2>
        <Facts
          facts={[
            [
              words["admin.log.sound"],
              <span key="sound" class={`state state-${log.sound ? "ok" : "failed"}`}>
                {log.sound ? <CheckIcon state="ok" /> : <WarningIcon />}
                {words[`admin.log.sound.${log.sound ? "yes" : "no"}`]}
                {log.fault !== null && `: ${log.fault[language]}`}
              </span>,
            ],
            [words["admin.log.lines"], log.lines],
            [words["admin.log.mended"], log.mended],
            [words["admin.log.unwritten"], log.unwritten],
          ]}
        />
        <form class="inline-form" onSubmit={submit}>
          {log.months.length === 0 ? (
            <p>{words["admin.log.none"]}</p>
          ) : (
            <>
              <label for={id}>{words["admin.log.export"]}</label>
              <select id={id} ref={month} autocomplete="off">
                {[...log.months].reverse().map((one) => (
                  <option key={one} value={one}>
                    {periodText(one)}
                  </option>
                ))}
              </select>
              <button type="submit" class="button">
                {words["admin.log.export.do"]}
              </button>
            </>
          )}
        </form>
        <p class="live" role="status">
          {log.exported !== null && fill(words["admin.log.exported"], { path: log.exported })}
        </p>
      </section>
      <CountsChart title={words["admin.log.days"]} period={words["admin.log.period.day"]} counts={log.days} />
      <CountsChart title={words["admin.log.months"]} period={words["admin.log.period.month"]} counts={log.perMonth} />
    </>
  );
}
